import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { BuildTool } from '../domain/manifests/builds/recipe.ts';
import { firstThatRuns, type Limits, runConfined } from './confined.ts';

/** Where the builders' programs are. */
export interface BuilderSettings {
  /** Path of the program, or `off`; absent: looked for in `searched`. */
  readonly kustomize?: string;
  readonly helm?: string;
  /** Folders that programs are looked for in. */
  readonly searched: readonly string[];
}

export type Found =
  | { readonly state: 'found'; readonly path: string }
  | { readonly state: 'missing'; readonly why: string; readonly cure: string };

const settingOf = { kustomize: 'KUSTOMIZE_PATH', helm: 'HELM_PATH' } as const;
/** kustomize 5 knows the fields that are checked here; Helm 3.8 is the first that renders as the engines' do. */
const oldest: Readonly<Record<BuildTool, readonly [major: number, minor: number]>> = {
  kustomize: [5, 0],
  helm: [3, 8],
};

/** Finds a builder's program and asks its version. */
export async function findProgram(tool: BuildTool, settings: BuilderSettings, limits: Limits): Promise<Found> {
  const setting = settingOf[tool];
  const given = settings[tool];
  if (given === 'off')
    return { state: 'missing', why: `${setting} is off`, cure: `Set ${setting} to a path, or remove it.` };
  const candidates = given === undefined ? settings.searched.map((folder) => join(folder, tool)) : [given];
  const path = await firstThatRuns(candidates.filter(isAbsolute));
  if (path === undefined) {
    return given === undefined
      ? {
          state: 'missing',
          why: `${tool} is not installed here`,
          cure: `Install ${tool}, or give its path in ${setting}.`,
        }
      : { state: 'missing', why: `${setting} names "${given}", which is no program`, cure: `Correct ${setting}.` };
  }
  const args = tool === 'helm' ? ['version', '--template', '{{.Version}}'] : ['version'];
  const asked = await runConfined(
    { program: path, args, cwd: tmpdir(), env: { HOME: '/nonexistent', PATH: '' } },
    limits,
  );
  const said = asked.state === 'ended' ? /\bv(\d{1,4})\.(\d{1,4})/.exec(asked.stdout) : null;
  const cure = `Install a newer ${tool}, or give its path in ${setting}.`;
  if (said === null) return { state: 'missing', why: `${path} does not say its version`, cure };
  const [major, minor] = oldest[tool];
  const [, has = '0', minorHas = '0'] = said;
  if (Number(has) > major || (Number(has) === major && Number(minorHas) >= minor)) return { state: 'found', path };
  return { state: 'missing', why: `${path} is version ${has}.${minorHas}, older than ${major}.${minor}`, cure };
}
