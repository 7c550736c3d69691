import { statSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { version } from '../version.ts';

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, ...value.split(',')];

function issueNumber(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Give a whole number, such as 12.');
}

/** A repository that is not there would be taken for one without a configuration. */
function directory(value: string): string {
  if (statSync(value, { throwIfNoEntry: false })?.isDirectory() === true) return value;
  throw new InvalidArgumentError('There is no such directory.');
}

/** Every command of the command line, with its options; what a command does is loaded when it is given. */
export function createProgram(print: (line: string) => void): Command {
  const program = new Command('clusterops')
    .description(
      'Vends Kubernetes clusters: slash commands become Cluster API pull requests, with checks that tell the truth.',
    )
    .version(version)
    .exitOverride();

  program
    .command('serve')
    .description('run the bot from the environment (as npm start does)')
    .action(async () => {
      await import('../main.ts');
    });

  program
    .command('demo')
    .description('play the whole story against a local GitHub and a local Kubernetes')
    .option('--keep', 'leave everything running and print where to look')
    .option('--plain', 'plain lines, also in a terminal')
    .action(async (options: { keep?: boolean; plain?: boolean }) => {
      const { demo } = await import('./demo/demo.ts');
      await demo(options);
    });

  program
    .command('render')
    .description('print the files that a /create-cluster would commit')
    .argument('<command line>', "for example '/create-cluster eu-west-1 workers=3'")
    .option('--config <file>', 'a clusterops.yml; default: the .github/clusterops.yml of --repo, where it has one')
    .option('--extends <file...>', 'clusterops.yml of what the configuration builds on, the nearest first')
    .option(
      '--repo <directory>',
      'working tree with the bases, classes, charts and templates that are used',
      directory,
      '.',
    )
    .option('--out <directory>', 'write the files below this directory')
    .option('--issue <number>', 'issue number that default names are made from', issueNumber, 1)
    .option(
      '--kubeconfig <file>',
      'management cluster that `capi.apiVersion: auto` goes by; default: the newest version',
    )
    .option('--json', 'print specs, files and objects as JSON')
    .action(async (line: string, options) => {
      const { render } = await import('./render.ts');
      await render(line, options, print, (note) => console.error(note));
    });

  program
    .command('validate')
    .description('check manifests offline: schemas, references, secrets, CNI; kustomize and Helm folders are built')
    .argument('<path...>', 'files or directories of one repository')
    .option('--clusters-folder <folder>', "default: as the repository's .github/clusterops.yml says, else clusters")
    .option('--allow-unchecked', 'do not fail because of what could not be checked')
    .option('--extends <file...>', 'clusterops.yml of what the configuration builds on, the nearest first')
    .option('--json', 'print the findings as JSON')
    .option('--sarif', 'print the findings as SARIF 2.1.0')
    .action(async (paths: string[], options) => {
      const { validate } = await import('./validate.ts');
      await validate(paths, options, process.env, print);
    });

  program
    .command('describe')
    .description('show a cluster as the management cluster sees it')
    .argument('<name>', 'the cluster; namespace/name for one outside the default namespace')
    .option('--kubeconfig <file>', 'default: KUBECONFIG')
    .option('--context <name>', 'default: the current one')
    .option('--json', 'print JSON')
    .action(async (name: string, options) => {
      const { describe } = await import('./describe.ts');
      await describe(name, options, print);
    });

  program
    .command('bootstrap')
    .description('write what a repository and its management cluster need before the first /create-cluster')
    .option('--provider <name>', 'infrastructure provider; several times for several', several)
    .option('--engine <name>', 'argocd or flux (default: argocd)', several)
    .option('--repo-url <address>', 'repository as the engine reads it; default: the remote "origin" of --out')
    .option('--branch <name>', 'branch that the engine follows', 'main')
    .option('--clusters-folder <folder>', 'folder that holds a folder for each cluster', 'clusters')
    .option('--namespace <name>', 'namespace of the clusters in the management cluster', 'default')
    .option('--packaging <form>', 'plain, kustomize, helm or clusterclass', 'plain')
    .option('--capi <how>', 'how Cluster API is installed: clusterctl or operator', 'clusterctl')
    .option('--out <directory>', 'where the repository is', '.')
    .option('--force', 'replace files that differ')
    .action(async (options) => {
      const { bootstrap } = await import('./bootstrap.ts');
      bootstrap(options, print);
    });

  program
    .command('policy')
    .description('what the policy of a repository says')
    .command('explain')
    .description('decide a command against a working tree and print every rule with what it said')
    .argument('<command line>', "for example '/delete-cluster shop'")
    .option('--as <login>', 'who gives the command')
    .option('--schedule <name>', 'the schedule of the configuration that gives it, in place of a person')
    .option(
      '--permission <permission>',
      'what they have on the repository: none, read, triage, write, maintain, admin',
      'write',
    )
    .option('--team <team...>', 'the teams that they are in, e.g. acme/platform')
    .option('--extends <file...>', 'clusterops.yml of what the configuration builds on, the nearest first')
    .option('--repo <directory>', 'working tree of the repository', directory, '.')
    .option('--issue <number>', 'issue number that default names are made from', issueNumber, 1)
    .option(
      '--at <time>',
      'when the command is given, e.g. 2026-12-24T18:00:00Z; default: now, or the next time of the schedule',
    )
    .option('--json', 'print the decision as JSON')
    .action(async (line: string, options) => {
      const { explainPolicy } = await import('./policy.ts');
      explainPolicy(line, options, print);
    });

  program
    .command('doctor')
    .description('check settings, GitHub App, permissions, management cluster; each finding with its cure')
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { doctor } = await import('./doctor.ts');
      await doctor(process.env, options, print);
    });

  program
    .command('dead-letters')
    .description('list jobs that are out of tries, or run one again')
    .option('--rerun <id>', 'run this one again')
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { deadLetters } = await import('./dead-letters.ts');
      await deadLetters(process.env, options, print);
    });

  program
    .command('audit')
    .description('print what was decided and done, oldest first')
    .option('--since <time>', 'not before this, e.g. 2026-12-24T18:00:00Z')
    .option('--request <id>', 'of this request')
    .option('--kind <kind>', 'such as command.denied or plan.waits')
    .option('--who <login>', 'of this person')
    .option('--json', 'print JSON lines')
    .action(async (options) => {
      const { audit } = await import('./audit.ts');
      await audit(process.env, options, print);
    });

  program
    .command('setup')
    .description("register the GitHub App in the browser (Probot's manifest flow, app.yml)")
    .requiredOption('--url <address>', 'where GitHub can reach this bot, e.g. https://clusterops.example.com')
    .option('--port <number>', 'local port of the setup page', '3000')
    .action(async (options: { url: string; port: string }) => {
      const { setup } = await import('./setup.ts');
      await setup(options, print);
    });

  program
    .command('completion')
    .description('print a completion script: source <(clusterops completion bash)')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => {
      const { completion } = await import('./completion.ts');
      print(completion(shell, program));
    });

  return program;
}
