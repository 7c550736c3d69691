// A registry that lacks some platforms' binaries makes `npm install` leave them out of the lock file, and `npm ci`
// then refuses it. This adds an entry for every optional dependency that a locked package names.
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const known = {
  os: ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'],
  cpu: ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'],
};

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
let added = 0;
for (const [place, pack] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(pack.optionalDependencies ?? {})) {
    if (place === '' || !/^\d+\.\d+\.\d+/.test(range)) continue;
    const nested = `${place}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (lock.packages[nested]?.version === range || lock.packages[hoisted]?.version === range) continue;
    const words = name.split(/[-/]/).map((word) => (word === 'gnueabihf' || word === 'gnu' ? 'glibc' : word));
    const entry: LockedPackage = { version: range, optional: true };
    if (pack.dev) entry.dev = true;
    const os = known.os.filter((each) => words.includes(each));
    const cpu = known.cpu.filter((each) => words.includes(each));
    if (os.length > 0) entry.os = os;
    if (cpu.length > 0) entry.cpu = cpu;
    if (words.includes('musl')) entry.libc = ['musl'];
    if (words.includes('glibc')) entry.libc = ['glibc'];
    lock.packages[lock.packages[hoisted] ? nested : hoisted] = entry;
    added += 1;
  }
}
if (added > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added} optional ${added === 1 ? 'entry' : 'entries'} added to package-lock.json`);
