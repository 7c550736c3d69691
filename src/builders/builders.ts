import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildTool, Recipe } from '../domain/manifests/builds/recipe.ts';
import { clip } from '../domain/text/budget.ts';
import { visibleLine } from '../domain/text/characters.ts';
import type { Builders, Built } from '../ports/builders.ts';
import { type Limits, runConfined } from './confined.ts';
import { type BuilderSettings, type Found, findProgram } from './programs.ts';

export interface BuildLimits extends Limits {
  /** Milliseconds in which builds may be begun, for all that are asked for at once. */
  readonly total: number;
  /** Builds at the same time, of all that are asked for. */
  readonly together: number;
}

const standard: BuildLimits = {
  time: 10_000,
  memory: 256 * 1024 * 1024,
  output: 1024 * 1024,
  total: 120_000,
  together: 2,
};

/**
 * Builds with the programs of this machine, each build in a folder of its own below `scratch`. What a limit stops, what has no
 * program and what cannot be laid out is "not built".
 */
export function createBuilders(
  settings: BuilderSettings,
  limits: BuildLimits = standard,
  scratch: string = tmpdir(),
): Builders {
  const programs = new Map<BuildTool, Promise<Found>>();
  const programOf = (tool: BuildTool): Promise<Found> => {
    const known = programs.get(tool) ?? findProgram(tool, settings, limits);
    programs.set(tool, known);
    // One that was missing may be installed by the next time.
    void known.then((found) => found.state === 'missing' && programs.delete(tool));
    return known;
  };
  const turn = turns(limits.together);

  const buildOne = async (recipe: Recipe): Promise<Built> => {
    const program = await programOf(recipe.tool);
    if (program.state === 'missing') return { state: 'not built', why: program.why, cure: program.cure };
    let root = '';
    try {
      root = await mkdtemp(join(scratch, 'clusterops-build-'));
      const home = join(root, 'home');
      const tree = join(root, 'tree');
      await mkdir(home, { mode: 0o700 });
      await write(tree, recipe);
      const args = argumentsOf(recipe, join(tree, recipe.folder));
      const ended = await runConfined(
        { program: program.path, args, cwd: tree, env: environment(home, limits) },
        limits,
      );
      if (ended.state === 'not started') return unbuilt(`${recipe.tool} could not be started: ${ended.why}`);
      if (ended.state === 'stopped') return unbuilt(stopWords(recipe.tool, ended.why, limits));
      if (ended.code === 0) return { state: 'built', printed: ended.stdout };
      if (isOutOfMemory(ended)) {
        return unbuilt(`${recipe.tool} wanted more than ${Math.round(limits.memory / 2 ** 20)} MiB of memory`);
      }
      const complaint = ended.stderr.replaceAll(`${tree}/`, '').replaceAll(root, '');
      // Both tools end with 1 when they refuse. Anything else is their own end, and says nothing of the files.
      return ended.code === 1
        ? { state: 'failed', complaint }
        : unbuilt(`${recipe.tool} crashed: ${clip(visibleLine(complaint.trim().split('\n', 1)[0] ?? ''), 200)}`);
    } catch (error) {
      return unbuilt(`its files could not be laid out: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (root !== '') await rm(root, { recursive: true, force: true });
    }
  };

  return {
    build: (recipes) => {
      const until = performance.now() + limits.total;
      const outOfTime = unbuilt('the builds before it took all the time that there is for them');
      return Promise.all(
        recipes.map((recipe) =>
          turn(() => (performance.now() > until ? Promise.resolve(outOfTime) : buildOne(recipe))),
        ),
      );
    },
  };
}

async function write(tree: string, { files }: Recipe): Promise<void> {
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
    if (!join(tree, folder, 'x').startsWith(`${tree}/`)) throw new Error(`${folder} leads out of the repository`);
    await mkdir(join(tree, folder), { recursive: true, mode: 0o700 });
  }
  for (const { path, content } of files) {
    await writeFile(join(tree, path), content, { mode: 0o600, flag: 'wx' });
  }
}

function argumentsOf({ tool, folder }: Recipe, path: string): readonly string[] {
  if (tool === 'kustomize') return ['build', '--load-restrictor', 'LoadRestrictionsRootOnly', path];
  const release = folder.slice(folder.lastIndexOf('/') + 1).slice(0, 53);
  return ['template', release, path, '--namespace', 'default', '--include-crds'];
}

/** Nothing of ours: no credentials, no proxy, no PATH that git or a plugin could be found in. */
function environment(home: string, { memory }: Limits): Readonly<Record<string, string>> {
  return {
    PATH: '',
    HOME: home,
    TMPDIR: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    HELM_PLUGINS: join(home, 'plugins'),
    KUBECONFIG: join(home, 'kubeconfig'),
    GOMAXPROCS: '2',
    // Collect garbage before the limit is met; without it a busy machine falls behind.
    GOMEMLIMIT: String(Math.floor(memory * 0.75)),
  };
}

const cure = 'Do not read it as ok: build it yourself and look at the objects.';
const unbuilt = (why: string): Built => ({ state: 'not built', why, cure });

function stopWords(tool: BuildTool, why: 'time' | 'output', limits: BuildLimits): string {
  return why === 'time'
    ? `${tool} took longer than ${limits.time / 1000} s`
    : `${tool} printed more than ${Math.round(limits.output / 1024)} KiB`;
}

/**
 * Go's runtime dies of a failed allocation with these words, or of a thread whose stack the limit leaves no room for; other
 * programs are killed, or say so in theirs.
 */
function isOutOfMemory({ code, stderr }: { readonly code: number; readonly stderr: string }): boolean {
  return (
    code === 137 ||
    code === -1 ||
    /out of memory|cannot allocate memory|memory exhausted|pthread_create failed|failed to create new OS thread/i.test(
      stderr,
    )
  );
}

/** Lets so many run at a time, in the order in which they ask. */
function turns(together: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= together) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
