/** What a code means to whoever meets it. `retry`: whether doing the same again may help without anybody acting. */
interface CatalogueEntry {
  readonly cause: string;
  readonly cure: string;
  readonly retry: boolean;
}

const entry = (cause: string, cure: string, retry = false): CatalogueEntry => ({ cause, cure, retry });

/** Every code that the bot, the CLI or a check can show. `docs/errors.md` is generated from it. */
export const catalogue = {
  // settings
  'settings/missing': entry(
    'A required setting is not there.',
    'Set it in the environment or in .env; .env.example explains each.',
  ),
  'settings/invalid': entry('A setting has a value that cannot be used.', 'Correct it as the message says.'),
  // commands
  'command/unknown': entry('No command has that name.', 'Comment /help for the list of commands.'),
  'command/not-available': entry(
    'The command is part of the language but not built yet.',
    'Edit the files in a pull request instead.',
  ),
  'command/argument-unknown': entry(
    'The command has no argument of that name.',
    'Comment /help followed by the command for its arguments.',
  ),
  'command/argument-missing': entry('A required argument was not given.', 'Add it; /help shows an example.'),
  'command/argument-invalid': entry(
    'An argument has a value of the wrong form.',
    'Give a value of the form that the message names.',
  ),
  'command/argument-repeated': entry('An argument was given twice.', 'Give it once.'),
  'command/syntax': entry(
    'The command line could not be read.',
    'Close every quote and write key=value without spaces around the equals sign.',
  ),
  'command/held-back': entry(
    'Another command of the same comment was refused.',
    'Correct it and give both again in a new comment.',
  ),
  'command/too-many': entry('The comment holds more commands than one comment may.', 'Split it into several comments.'),
  // access
  'access/permission': entry(
    'The person may not use this command here.',
    'Ask somebody with the permission that the message names.',
  ),
  'access/configuration-invalid': entry(
    'The configuration file of the repository cannot be used, so every writing command is refused.',
    'Correct .github/clusterops.yml on the default branch.',
  ),
  'access/limit': entry(
    'The request is larger than the configuration allows.',
    'Ask for less, or have the limit raised in .github/clusterops.yml.',
  ),
  'access/region': entry(
    'The configuration does not allow the region.',
    'Use one of the regions that the message names.',
  ),
  // configuration
  'configuration/syntax': entry(
    'The configuration file is not YAML that can be read.',
    'Correct the line that the message names.',
  ),
  'configuration/key-unknown': entry(
    'The configuration file has a key that means nothing.',
    'Correct or remove the key.',
  ),
  'configuration/value-invalid': entry(
    'The configuration file has a value of the wrong form.',
    'Give a value of the form that the message names.',
  ),
  // clusters
  'cluster/name-invalid': entry(
    'The name cannot be used for a cluster.',
    'Use lower-case letters, digits and hyphens, starting with a letter.',
  ),
  'cluster/name-too-long': entry('The name is longer than the provider allows.', 'Choose a shorter name.'),
  'cluster/taken': entry('A cluster or an open request of that name exists.', 'Choose another name with name=.'),
  'cluster/unknown': entry('No cluster of that name is known here.', 'Comment /list-clusters for the names.'),
  'cluster/region-unknown': entry(
    'No provider has a region of that name.',
    'Correct the region, or name the provider with provider=.',
  ),
  'cluster/region-ambiguous': entry(
    'Several providers have a region of that name, and the first of providers.order was taken.',
    'Name another with provider=.',
  ),
  'cluster/provider-unknown': entry(
    'The provider is not supported.',
    'Use one of the providers that /help create-cluster lists.',
  ),
  'cluster/provider-unavailable': entry(
    'The provider cannot be used, or not as it is configured.',
    'Do as the message says, or use another provider.',
  ),
  'cluster/version-unsupported': entry(
    'The Kubernetes version cannot be used.',
    'Use a version of the range that the message names.',
  ),
  'cluster/control-plane-even': entry(
    'A stacked etcd control plane needs an odd number of machines.',
    'Use 1, 3 or 5.',
  ),
  'cluster/machine-type-invalid': entry(
    'The machine type is not one of the provider.',
    'Use a machine type of the provider.',
  ),
  'cluster/workers-needed': entry(
    'A cluster of this kind needs workers.',
    'Ask for as many as the message names, or more.',
  ),
  'cluster/workers-uneven': entry(
    'Workers cannot be spread evenly over the zones of the cluster.',
    'Ask for a number that the message names.',
  ),
  'cluster/network-invalid': entry(
    'A network is not written as one, or overlaps with another.',
    'Choose other networks with pod-cidr= and service-cidr=.',
  ),
  'cluster/network-shared': entry(
    'The networks of several clusters share addresses.',
    'Nothing, unless they are to reach each other: then give each networks of its own.',
  ),
  'cluster/version-skew': entry(
    'Workers and control plane are further apart than Kubernetes allows.',
    'Upgrade the older of the two first; the control plane is never the older one.',
  ),
  'cluster/values-refused': entry(
    'The schema of the chart refuses the values of the cluster, or is no schema.',
    'Ask for what the chart makes, or extend the chart.',
  ),
  'cluster/settings-missing': entry(
    'The configuration lacks what the provider needs.',
    'Set the key that the message names in .github/clusterops.yml.',
  ),
  'cluster/endpoint-invalid': entry(
    'The address of the API server cannot be used.',
    'Give another with endpoint=, as the message says.',
  ),
  'cluster/endpoint-taken': entry('Another cluster has the address of the API server.', 'Give another with endpoint=.'),
  'cluster/addresses-few': entry(
    'There are fewer addresses than machines.',
    'Ask for fewer machines, or have more addresses configured.',
  ),
  'cluster/experimental': entry('The provider is experimental.', 'Use it for rehearsals only.'),
  'cluster/pool-unknown': entry('The cluster has no pool of that name.', 'Comment /cluster-status for its pools.'),
  'cluster/size-unknown': entry('The files do not say such a size.', 'Change it where it is said.'),
  'cluster/size-bounded': entry('Bounds or an autoscaler decide the size.', 'Give min= and max=.'),
  'cluster/file-in-the-way': entry(
    'A file that somebody else wrote stands where ours would go.',
    'Choose another name, or move the file.',
  ),
  'cluster/cni-needed': entry(
    'Without a CNI no node ever becomes Ready.',
    'Use cni=cilium or cni=calico; none is for in-memory clusters only.',
  ),
  // requests
  'request/none-open': entry(
    'There is no open request here that the command could act on.',
    'Comment on the issue or the pull request of the request.',
  ),
  'request/branch-foreign': entry(
    'A branch of that name exists and is not ours.',
    'Remove or rename the branch, then comment /retry.',
  ),
  'request/no-change': entry('The files are already so.', 'Nothing needs to be done.'),
  // manifests
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
  'template/missing': entry('There is no template at that path.', 'Correct the path, or add the template.'),
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
  'template/reference': entry(
    'A default or a value names a variable, and nothing is looked up there.',
    'Give the variable a value, or write the text out: clusterctl looks at each value once.',
  ),
  // GitHub
  'github/permission': entry(
    'The App lacks a permission that it needs.',
    'Accept the new permissions of the App in the installation settings.',
  ),
  'github/credentials': entry(
    'GitHub did not accept the credentials of the App.',
    'Check APP_ID and PRIVATE_KEY, and that the clock of this machine is right.',
  ),
  'github/suspended': entry(
    'The installation of the App is suspended.',
    'Have an owner unsuspend it in the installation settings.',
  ),
  'github/archived': entry('The repository is archived.', 'Unarchive it.'),
  'github/empty': entry('The repository has no commit.', 'Push a first commit to the default branch.'),
  'github/gone': entry('The issue, comment or repository is no longer there.', 'Nothing; the request ends.'),
  'github/locked': entry('The conversation is locked, so the answer could not be written.', 'Unlock the conversation.'),
  'github/rate-limited': entry('GitHub asked to wait.', 'Nothing; it is tried again when GitHub allows.', true),
  'github/unavailable': entry('GitHub did not answer as it should.', 'Nothing; it is tried again.', true),
  'github/partial': entry(
    'GitHub carried out only a part of a document.',
    'Nothing; the rest is completed by the next try.',
    true,
  ),
  'github/refused': entry('GitHub refused the request for good.', 'See what GitHub said.'),
  // Kubernetes
  'kubernetes/unavailable': entry('The API server did not answer.', 'Nothing; it is tried again.', true),
  'kubernetes/forbidden': entry('The API server forbids the act.', 'Grant the role that deploy/ ships.'),
  'kubernetes/refused': entry('The API server refused the object.', 'Correct the object as the API server says.'),
  'kubernetes/kubeconfig': entry('The kubeconfig cannot be used.', 'Correct the file or the name of the context.'),
  // the bot itself
  'queue/locked': entry(
    'Another process has the database folder open.',
    'Stop it, or use Postgres (DATABASE_URL) for several processes.',
  ),
  'queue/unavailable': entry('The database did not answer.', 'Nothing; it is tried again.', true),
  'internal/bug': entry(
    'Something happened that should be impossible.',
    'Report it with the log lines of this request.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

/** A fault with a code. Expected outcomes are values (`Finding`), never this. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string;
  /** For rate limits: when it may be tried again, in milliseconds since the epoch. */
  readonly retryAt: number | undefined;

  constructor(code: ErrorCode, detail: string, options: { cause?: unknown; retryAt?: number } = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.retryAt = options.retryAt;
  }

  get retry(): boolean {
    return catalogue[this.code].retry;
  }

  get cure(): string {
    return catalogue[this.code].cure;
  }
}
