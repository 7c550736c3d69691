import { type CatalogueEntry, entry } from './entry.ts';

/** What can be wrong with files of a repository. */
export const manifests = {
  'manifest/syntax': entry('The file is not YAML that can be read.', 'Correct the line that the message names.'),
  'manifest/duplicate-key': entry('A key stands twice in one mapping.', 'Remove one of the two.'),
  'manifest/alias-bomb': entry('Aliases expand to far more than the file.', 'Write the values out.'),
  'manifest/field-unknown': entry(
    'The kind has no such field; the API server would refuse it.',
    'Correct or remove the field.',
  ),
  'manifest/field-missing': entry('A required field is missing.', 'Add the field.'),
  'manifest/value-invalid': entry(
    'A value does not fit the schema.',
    'Give a value of the form that the message names.',
  ),
  'manifest/kind-unknown': entry(
    'The kind is not known here, so it was not checked.',
    'Check the spelling of apiVersion and kind.',
  ),
  'manifest/reference-broken': entry(
    'An object refers to one that is not there.',
    'Add the object or correct the reference.',
  ),
  'manifest/namespace-mismatch': entry('Objects of one cluster stand in different namespaces.', 'Use one namespace.'),
  'manifest/secret-in-git': entry(
    'A Secret with data would be committed.',
    'Use External Secrets or SOPS, and refer to the Secret by name.',
  ),
  'manifest/cni-missing': entry(
    'No CNI is chosen for the cluster; its nodes would never become Ready.',
    'Add a HelmChartProxy or ClusterResourceSet that installs one.',
  ),
  'manifest/not-editable': entry('The bot does not understand what is written there.', 'Edit it by hand.'),
  'manifest/object-unexpected': entry(
    'Rendering made an object that the plan does not hold.',
    'Remove what injects it.',
  ),
  'manifest/base-differs': entry(
    'A Kustomize base of that name exists and is not as ClusterOps writes it.',
    'Bring its objects back, or rename its folder: ClusterOps then writes a new one.',
  ),
  'manifest/too-large': entry('The file is larger than is read.', 'Split it.'),
  'manifest/duplicate-object': entry('Two documents describe the same object.', 'Remove one of the two.'),
  'manifest/build-failed': entry(
    'kustomize or Helm cannot build the folder, or would read what it must not.',
    'Correct what the message names; the engine would fail on it too.',
  ),
  'manifest/not-checked': entry(
    'Something could not be checked, for the reason that the message gives.',
    'Do not read it as ok.',
  ),
  'manifest/refused': entry('The API server refuses the object in a dry run.', 'Correct it as the API server says.'),
  'manifest/not-rehearsed': entry('The API server did not say whether it takes the object.', 'Do not read it as ok.'),
  'manifest/kind-not-served': entry(
    'The management cluster does not serve the kind, in that version.',
    'Install what serves it, or correct apiVersion and kind; then check again.',
  ),
  'template/missing': entry(
    'There is no template at that path.',
    'Correct the path, or add the template: the file itself, because no link is followed.',
  ),
  'template/unreadable': entry(
    'The template cannot be read, for the reason that the message gives.',
    'Commit it as a file of text.',
  ),
  'template/syntax': entry(
    'The template is not in the syntax of clusterctl.',
    'Correct the substitution at the place that the message names; write $$ for a dollar.',
  ),
  'template/variable-missing': entry(
    'A variable of the template has no value.',
    'Give it with the command, as NAME=value, or in the configuration.',
  ),
  'template/variable-unknown': entry('The template has no such variable.', 'Correct the name, or leave it out.'),
  'template/value-invalid': entry(
    'A value from the command changes more than the text that it stands in.',
    'Use a plain word; what must be more belongs into the configuration.',
  ),
  'template/object-unexpected': entry('The template makes an object that it may not make.', 'Correct the template.'),
  'template/unfilled': entry(
    'A clusterctl template stands for no cluster until its variables are filled in.',
    'Render a cluster from it with clusterops render, and check that.',
  ),
  'template/provider-other': entry(
    'The template makes a cluster of another provider than the one whose rules and regions it was asked for by.',
    'Name the provider of the template, with provider= or once in the configuration.',
  ),
  'template/reference': entry(
    'A default or a value names a variable, and nothing is looked up there.',
    'Give the variable a value, or write the text out: clusterctl looks at each value once.',
  ),
} as const satisfies Record<string, CatalogueEntry>;
