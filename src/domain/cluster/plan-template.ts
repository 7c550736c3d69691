import type { Configuration, TemplateSettings } from '../access/configuration.ts';
import { type Finding, fault } from '../finding.ts';
import { didYouMean } from '../text/suggest.ts';
import type { CreateWish } from './arguments.ts';
import { parseCidr } from './cidr.ts';
import type { TemplateUse } from './spec.ts';
import { templateVariables } from './template-variables.ts';

interface ChosenTemplate {
  readonly use?: TemplateUse;
  readonly settings?: TemplateSettings;
  /** What is asked for, with what the configuration says for this template where the command says nothing. */
  readonly wish: CreateWish;
  readonly findings: readonly Finding[];
}

/** The template that a command names: one of the configuration, or a path. Variables without a template are refused. */
export function chooseTemplate(wish: CreateWish, { templates }: Configuration): ChosenTemplate {
  const { template, variables } = wish;
  if (template === undefined) {
    return {
      wish,
      findings: Object.keys(variables).map((name) =>
        fault('command/argument-unknown', `${name} is a variable of a template, and the command names none.`, {
          cure: 'Add template=, or leave it out.',
        }),
      ),
    };
  }
  const settings = Object.hasOwn(templates, template) ? templates[template] : undefined;
  if (settings !== undefined) {
    return {
      use: { path: settings.path, configured: notAsked(settings.variables, wish), asked: variables },
      settings,
      wish: filled(wish, settings.variables),
      findings: [...packaging(wish), ...decidedElsewhere(wish)],
    };
  }
  if (/^.+\/[^/]+\.ya?ml$/.test(template)) {
    return {
      wish,
      use: { path: template, configured: {}, asked: variables },
      findings: [...packaging(wish), ...decidedElsewhere(wish)],
    };
  }
  const names = Object.keys(templates);
  const meant = didYouMean(template, names);
  const known =
    names.length === 0
      ? 'Give the path of a .yaml file in a folder of the repository.'
      : `Use one of ${names.join(', ')}, or a path.`;
  return {
    wish,
    findings: [
      fault('template/missing', `The configuration has no template "${template}".`, {
        cure: meant === undefined ? known : `Did you mean "${meant}"?`,
      }),
    ],
  };
}

type Settable = keyof typeof templateVariables & keyof CreateWish;
const settable: readonly Settable[] = [
  ...(['version', 'controlPlane', 'workers', 'controlPlaneMachineType', 'machineType'] as const),
  ...(['endpoint', 'podCidr', 'serviceCidr'] as const),
];

/** The variables of the configuration, without those for which the command has an argument and a value. */
function notAsked(variables: TemplateSettings['variables'], wish: CreateWish): TemplateSettings['variables'] {
  const asked = settable
    .filter((key) => wish[key] !== undefined)
    .flatMap((key): readonly string[] => templateVariables[key]);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !asked.includes(name)));
}

/** The plan tells what will be made, so it has to know what the configuration sets for the template. */
function filled(wish: CreateWish, variables: TemplateSettings['variables']): CreateWish {
  const said = (key: Settable): string | undefined =>
    templateVariables[key].map((name) => variables[name]).find((value) => value !== undefined);
  const count = (key: Settable): number | undefined => {
    const text = said(key) ?? '';
    return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
  };
  /** Also where the template takes a list of them, of one. */
  const network = (key: Settable): string | undefined => {
    const text = said(key)?.replace(/^\["?|"?\]$/g, '') ?? '';
    return parseCidr(text) === undefined ? undefined : text;
  };
  return {
    ...wish,
    version: wish.version ?? said('version'),
    controlPlane: wish.controlPlane ?? count('controlPlane'),
    workers: wish.workers ?? count('workers'),
    controlPlaneMachineType: wish.controlPlaneMachineType ?? said('controlPlaneMachineType'),
    machineType: wish.machineType ?? said('machineType'),
    endpoint: wish.endpoint ?? said('endpoint'),
    podCidr: wish.podCidr ?? network('podCidr'),
    serviceCidr: wish.serviceCidr ?? network('serviceCidr'),
  };
}

/** Variables that would say otherwise than what the cluster was planned and checked with. */
function decidedElsewhere({ variables }: CreateWish): readonly Finding[] {
  const given = (names: readonly string[]): readonly string[] => names.filter((name) => Object.hasOwn(variables, name));
  return [
    ...given(templateVariables.region).map((name) =>
      fault('command/argument-invalid', `${name} is the region that the command names.`, {
        cure: `Leave ${name} out, and name the region alone.`,
      }),
    ),
    ...given(templateVariables.namespace).map((name) =>
      fault('command/argument-invalid', `${name} is the namespace of the configuration.`, {
        cure: `Leave ${name} out.`,
      }),
    ),
  ];
}

function packaging({ packaging: asked }: CreateWish): readonly Finding[] {
  if (asked === undefined || asked === 'plain') return [];
  return [
    fault('command/argument-invalid', `A template is committed as it is, not with packaging=${asked}.`, {
      cure: 'Leave packaging= out.',
    }),
  ];
}
