import type { Configuration, TemplateSettings } from '../access/configuration.ts';
import { type Finding, fault } from '../finding.ts';
import { didYouMean } from '../text/suggest.ts';
import type { CreateWish } from './arguments.ts';
import type { TemplateUse } from './spec.ts';

interface ChosenTemplate {
  readonly use?: TemplateUse;
  readonly settings?: TemplateSettings;
  readonly findings: readonly Finding[];
}

/** The template that a command names: one of the configuration, or a path. Variables without a template are refused. */
export function chooseTemplate(wish: CreateWish, { templates }: Configuration): ChosenTemplate {
  const { template, variables } = wish;
  if (template === undefined) {
    return {
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
      use: { path: settings.path, configured: settings.variables, asked: variables },
      settings,
      findings: packaging(wish),
    };
  }
  if (/^.+\/[^/]+\.ya?ml$/.test(template)) {
    return { use: { path: template, configured: {}, asked: variables }, findings: packaging(wish) };
  }
  const names = Object.keys(templates);
  const meant = didYouMean(template, names);
  const known =
    names.length === 0
      ? 'Give the path of a .yaml file in a folder of the repository.'
      : `Use one of ${names.join(', ')}, or a path.`;
  return {
    findings: [
      fault('template/missing', `The configuration has no template "${template}".`, {
        cure: meant === undefined ? known : `Did you mean "${meant}"?`,
      }),
    ],
  };
}

function packaging({ packaging: asked }: CreateWish): readonly Finding[] {
  if (asked === undefined || asked === 'plain') return [];
  return [
    fault('command/argument-invalid', `A template is committed as it is, not with packaging=${asked}.`, {
      cure: 'Leave packaging= out.',
    }),
  ];
}
