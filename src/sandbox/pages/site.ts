import type { Actor } from '../github/acts/access.ts';
import type { Account, Issue, Label, Repository, SandboxGitHub, World } from '../github/main.ts';
import { accountByLogin, issueByNumber } from '../github/state/store.ts';
import { iso } from '../github/world.ts';
import { encodePath, type Html, html } from './html.ts';
import { renderMarkdown } from './markdown/main.ts';

/** What every page is made from. */
export interface Site {
  readonly github: SandboxGitHub;
  readonly world: World;
  readonly viewer: Account;
}

export const actorOf = (site: Site): Actor => ({ kind: 'user', account: site.viewer });

export const repositoryPath = (repository: Repository): string =>
  `/${encodePath(`${repository.owner.login}/${repository.name}`)}`;
export const issuePath = (issue: Issue): string =>
  `${repositoryPath(issue.repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
export const commitPath = (repository: Repository, sha: string): string =>
  `${repositoryPath(repository)}/commit/${sha}`;

/** As pages show it: without the `[bot]` that only the API adds. */
export const displayName = (account: Account): string => account.login.replace(/\[bot\]$/, '');

export function accountPath(account: Account): string {
  const name = encodeURIComponent(displayName(account));
  return account.appId === undefined ? `/${name}` : `/apps/${name}`;
}

export function avatar(account: Account, size: 'small' | 'large' = 'small'): Html {
  const letter = displayName(account).slice(0, 1).toUpperCase();
  const shape = account.type === 'User' ? 'round' : 'square';
  return html`<span class="avatar avatar-${size} avatar-${shape} hue-${account.id % 6}" aria-hidden="true">${letter}</span>`;
}

export function accountLink(account: Account): Html {
  const bot = account.type === 'Bot' ? html` <span class="tag">bot</span>` : undefined;
  return html`<a class="author" href="${accountPath(account)}">${displayName(account)}</a>${bot}`;
}

const units: readonly (readonly [milliseconds: number, name: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];

/** How long ago, in whole minutes at the finest: so that a page that nothing happened on stays the same. */
export function ago(site: Site, time: number): Html {
  const passed = site.world.now() - time;
  const unit = units.find(([length]) => passed >= length);
  const count = unit ? Math.floor(passed / unit[0]) : 0;
  const words = unit ? `${count} ${unit[1]}${count === 1 ? '' : 's'} ago` : 'just now';
  return html`<time datetime="${iso(time)}" title="${iso(time).replace('T', ' ').replace('Z', ' UTC')}">${words}</time>`;
}

/** `1 m 20 s` */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A person's or the bot's text as it is shown in a repository, where `#3` and `@name` lead somewhere. */
export function markdown(site: Site, repository: Repository, text: string, breaks: boolean): Html {
  const references = {
    mention(login: string) {
      const account = accountByLogin(site.world.store, login);
      return account && accountPath(account);
    },
    issue(number: number) {
      const issue = issueByNumber(site.world.store, repository, number);
      return issue && issuePath(issue);
    },
  };
  return html`<div class="markdown">${renderMarkdown(text, references, breaks)}</div>`;
}

export function labelTags(labels: readonly Label[]): readonly Html[] {
  return labels.map(
    (label) =>
      html`<span class="label label-${label.color}" title="${label.description ?? label.name}">${label.name}</span> `,
  );
}

/** Rules for the labels' own colours: the page's policy forbids `style` attributes. */
export function labelStyles(colors: Iterable<string>): string {
  return [...new Set(colors)]
    .filter((color) => /^[0-9a-f]{6}$/.test(color))
    .map((color) => {
      const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
        const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      const bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
      return `.label-${color}{background:#${color};color:${bright ? '#000' : '#fff'}}`;
    })
    .join('\n');
}
