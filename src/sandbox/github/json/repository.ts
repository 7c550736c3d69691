import type { Repository } from '../state/model.ts';
import { issuesOf } from '../state/store.ts';
import { fullName, iso, type Json, repositoryApiUrl, repositoryWebUrl, type World } from '../world.ts';
import { organizationJson, userJson } from './account.ts';

const links = {
  forks_url: '/forks',
  keys_url: '/keys{/key_id}',
  collaborators_url: '/collaborators{/collaborator}',
  teams_url: '/teams',
  hooks_url: '/hooks',
  issue_events_url: '/issues/events{/number}',
  events_url: '/events',
  assignees_url: '/assignees{/user}',
  branches_url: '/branches{/branch}',
  tags_url: '/tags',
  blobs_url: '/git/blobs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  git_refs_url: '/git/refs{/sha}',
  trees_url: '/git/trees{/sha}',
  statuses_url: '/statuses/{sha}',
  languages_url: '/languages',
  stargazers_url: '/stargazers',
  contributors_url: '/contributors',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  commits_url: '/commits{/sha}',
  git_commits_url: '/git/commits{/sha}',
  comments_url: '/comments{/number}',
  issue_comment_url: '/issues/comments{/number}',
  contents_url: '/contents/{+path}',
  compare_url: '/compare/{base}...{head}',
  merges_url: '/merges',
  archive_url: '/{archive_format}{/ref}',
  downloads_url: '/downloads',
  issues_url: '/issues{/number}',
  pulls_url: '/pulls{/number}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  labels_url: '/labels{/name}',
  releases_url: '/releases{/id}',
  deployments_url: '/deployments',
} as const;

/** `repository`: the shape of lists, of pull requests' heads and bases, and of webhooks. */
export function repositoryJson(world: World, repository: Repository): Json {
  const api = repositoryApiUrl(world, repository);
  const web = repositoryWebUrl(world, repository);
  const name = fullName(repository);
  const open = [...issuesOf(world.store, repository).values()].filter((issue) => issue.state === 'open').length;
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: name,
    private: repository.private,
    owner: userJson(world, repository.owner),
    html_url: web,
    description: repository.description ?? null,
    fork: false,
    url: api,
    ...Object.fromEntries(Object.entries(links).map(([key, path]) => [key, api + path])),
    created_at: iso(repository.createdAt),
    updated_at: iso(repository.updatedAt),
    pushed_at: iso(repository.pushedAt),
    git_url: `git://${new URL(world.site.url).host}/${name}.git`,
    ssh_url: `git@${new URL(world.site.url).hostname}:${name}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
    custom_properties: {},
  };
}

/** `full-repository`: what `GET /repos/{owner}/{repo}` answers. */
export function fullRepositoryJson(world: World, repository: Repository, permissions: Json): Json {
  const organization =
    repository.owner.type === 'Organization' ? { organization: userJson(world, repository.owner) } : {};
  return {
    ...repositoryJson(world, repository),
    ...organization,
    permissions,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: repository.autoMerge,
    delete_branch_on_merge: false,
    allow_update_branch: false,
    network_count: 0,
    subscribers_count: 1,
  };
}

/** The fields that name the place in every webhook about a repository. */
export function placeJson(world: World, repository: Repository): Json {
  const organization =
    repository.owner.type === 'Organization' ? { organization: organizationJson(world, repository.owner) } : {};
  return { repository: repositoryJson(world, repository), ...organization };
}
