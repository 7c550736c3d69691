import { readFileSync } from 'node:fs';

/** Of a process, from `/proc`: this many make a second. */
const ticks = 100;
const spent = new Map<string, number>();

/** Remembers what a program has used until now, which is about to end. Nothing where the system has no `/proc`. */
export function note(name: string, pid: number | undefined): void {
  const [own = 0] = usedBy(pid) ?? [];
  spent.set(name, (spent.get(name) ?? 0) + own);
}

/** CPU seconds of every program that has ended, of this process, and of those that ran for a moment; the greatest first. */
export function cpuSeconds(): readonly (readonly [name: string, seconds: number])[] {
  const [own, children] = usedBy(process.pid) ?? [0, 0];
  const known = [...spent.values()].reduce((sum, each) => sum + each, 0);
  const rest = ['the bot, and programs that ran for a moment', Math.max(0, children - known)] as const;
  return [...spent, ['the local GitHub and the stories', own] as const, rest].toSorted((a, b) => b[1] - a[1]);
}

/** By itself, and by its children that have ended. */
function usedBy(pid: number | undefined): readonly [number, number] | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // After the name, which stands in brackets and may hold anything: fields 14 to 17 of proc(5).
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.map((each) => Number(each) / ticks);
  return [user + system, childrenUser + childrenSystem];
}
