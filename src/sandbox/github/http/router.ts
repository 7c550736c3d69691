import type { Route } from './call.ts';

/** Parameters that may hold slashes: refs and paths at the end of a template. */
const greedy = /^\{(path|ref|basehead)\}$/;

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export type Router = (method: string, path: string) => Found | undefined;

/** Finds the route of a path such as `/repos/octo/hello/issues/1`; earlier routes win. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => ({
    route,
    names: namesOf(route.template),
    pattern: patternOf(route.template),
  }));
  return (method, path) => {
    for (const { route, names, pattern } of compiled) {
      if (route.method !== method) continue;
      const match = pattern.exec(path);
      if (!match) continue;
      const params = Object.fromEntries(names.map((name, index) => [name, decode(match[index + 1] ?? '')]));
      return { route, params };
    }
    return undefined;
  };
}

function namesOf(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

/** Where the last parameter may be left out: the root folder, the default branch. */
const openEnded = /\/(contents\/\{path\}|tarball\/\{ref\})$/;

function patternOf(template: string): RegExp {
  const parts = template.split('/').map((part, index, all) => {
    if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return index === all.length - 1 && greedy.test(part) ? '(.+)' : '([^/]+)';
  });
  const pattern = parts.join('/');
  return new RegExp(
    openEnded.test(template) ? `^${pattern.slice(0, -'/(.+)'.length)}(?:/(.+?))?/?$` : `^${pattern}/?$`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
