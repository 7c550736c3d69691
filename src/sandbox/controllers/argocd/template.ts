/** What a Git directory generator knows of one folder. */
export interface FolderParameters {
  readonly path: string;
  readonly segments: readonly string[];
  readonly basename: string;
  readonly basenameNormalized: string;
}

export const folderParameters = (path: string): FolderParameters => {
  const segments = path.split('/');
  const basename = segments.at(-1) ?? '';
  const normalized = basename
    .toLowerCase()
    .replaceAll(/[^-.a-z0-9]/g, '-')
    .slice(0, 253)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return { path, segments, basename, basenameNormalized: normalized };
};

const goValue = (expression: string, folder: FolderParameters): string | undefined => {
  const index = /^index \.path\.segments (\d+)$/.exec(expression);
  if (index !== null) return folder.segments[Number(index[1])];
  const names: Readonly<Record<string, string>> = {
    '.path.path': folder.path,
    '.path.basename': folder.basename,
    '.path.basenameNormalized': folder.basenameNormalized,
    '.path.filename': '',
  };
  return names[expression];
};

const fastValue = (expression: string, folder: FolderParameters): string | undefined => {
  const index = /^path\[(\d+)\]$/.exec(expression);
  if (index !== null) return folder.segments[Number(index[1])];
  const names: Readonly<Record<string, string>> = {
    path: folder.path,
    'path.basename': folder.basename,
    'path.basenameNormalized': folder.basenameNormalized,
  };
  return names[expression];
};

/** An expression of a template that the sandbox does not know; functions and pipes are not played. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Fills a template's strings in for one folder. */
export const render = (template: unknown, folder: FolderParameters, goTemplate: boolean): unknown => {
  if (typeof template === 'string') {
    return template.replaceAll(/\{\{-?\s*(.*?)\s*-?\}\}/g, (whole: string, expression: string) => {
      const value = goTemplate ? goValue(expression, folder) : fastValue(expression, folder);
      if (value === undefined && goTemplate) throw new TemplateError(`failed to execute go template ${whole}`);
      return value ?? whole;
    });
  }
  if (Array.isArray(template)) return template.map((item: unknown) => render(item, folder, goTemplate));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [
      String(render(key, folder, goTemplate)),
      render(value, folder, goTemplate),
    ]),
  );
};
