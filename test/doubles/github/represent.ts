import type { Account, Installation, Repository } from './world.ts'

const IN_REPOSITORY = [
  ['archive_url', '/{archive_format}{/ref}'],
  ['assignees_url', '/assignees{/user}'],
  ['blobs_url', '/git/blobs{/sha}'],
  ['branches_url', '/branches{/branch}'],
  ['collaborators_url', '/collaborators{/collaborator}'],
  ['comments_url', '/comments{/number}'],
  ['commits_url', '/commits{/sha}'],
  ['compare_url', '/compare/{base}...{head}'],
  ['contents_url', '/contents/{+path}'],
  ['contributors_url', '/contributors'],
  ['deployments_url', '/deployments'],
  ['downloads_url', '/downloads'],
  ['events_url', '/events'],
  ['forks_url', '/forks'],
  ['git_commits_url', '/git/commits{/sha}'],
  ['git_refs_url', '/git/refs{/sha}'],
  ['git_tags_url', '/git/tags{/sha}'],
  ['hooks_url', '/hooks'],
  ['issue_comment_url', '/issues/comments{/number}'],
  ['issue_events_url', '/issues/events{/number}'],
  ['issues_url', '/issues{/number}'],
  ['keys_url', '/keys{/key_id}'],
  ['labels_url', '/labels{/name}'],
  ['languages_url', '/languages'],
  ['merges_url', '/merges'],
  ['milestones_url', '/milestones{/number}'],
  ['notifications_url', '/notifications{?since,all,participating}'],
  ['pulls_url', '/pulls{/number}'],
  ['releases_url', '/releases{/id}'],
  ['stargazers_url', '/stargazers'],
  ['statuses_url', '/statuses/{sha}'],
  ['subscribers_url', '/subscribers'],
  ['subscription_url', '/subscription'],
  ['tags_url', '/tags'],
  ['teams_url', '/teams'],
  ['trees_url', '/git/trees{/sha}'],
] as const

const OF_USER = [
  ['events_url', '/events{/privacy}'],
  ['followers_url', '/followers'],
  ['following_url', '/following{/other_user}'],
  ['gists_url', '/gists{/gist_id}'],
  ['organizations_url', '/orgs'],
  ['received_events_url', '/received_events'],
  ['repos_url', '/repos'],
  ['starred_url', '/starred{/owner}{/repo}'],
  ['subscriptions_url', '/subscriptions'],
] as const

const nodeId = (kind: string, id: number | string): string => Buffer.from(`${kind}${id}`).toString('base64url')

const addresses = (base: string, paths: readonly (readonly [string, string])[]) =>
  Object.fromEntries(paths.map(([name, path]) => [name, base + path]))

/** Things as GitHub shows them, with the addresses of this server. */
export interface Represent {
  readonly account: (account: Account) => object
  readonly privateUser: (account: Account) => object
  readonly repository: (repository: Repository) => object
  readonly fullRepository: (repository: Repository) => object
  readonly installation: (installation: Installation) => object
  readonly ref: (repository: Repository, ref: { ref: string; sha: string; type: string }) => object
  /** API address of a repository. */
  readonly url: (repository: Repository) => string
  readonly htmlUrl: (repository: Repository) => string
}

const COMMON = {
  fork: false,
  mirror_url: null,
  language: null,
  license: null,
  disabled: false,
  forks: 0,
  forks_count: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_downloads: true,
  has_discussions: false,
  size: 0,
} as const

/** @param origin where this server listens; the API is below `api` */
export function representation(origin: string, api: string): Represent {
  const userUrl = ({ login }: Account) => `${api}/users/${login}`
  const account = (of: Account) => ({
    login: of.login,
    id: of.id,
    node_id: nodeId(of.type, of.id),
    avatar_url: `${origin}/avatars/u/${of.id}`,
    gravatar_id: '',
    url: userUrl(of),
    html_url: `${origin}/${of.login}`,
    ...addresses(userUrl(of), OF_USER),
    type: of.type,
    site_admin: false,
  })
  const url = ({ owner, name }: Repository) => `${api}/repos/${owner.login}/${name}`
  const htmlUrl = ({ owner, name }: Repository) => `${origin}/${owner.login}/${name}`
  const repository = (of: Repository) => ({
    ...COMMON,
    id: of.id,
    node_id: nodeId('Repository', of.id),
    name: of.name,
    full_name: `${of.owner.login}/${of.name}`,
    owner: account(of.owner),
    private: of.private,
    visibility: of.private ? 'private' : 'public',
    description: of.description,
    homepage: of.homepage,
    archived: of.archived,
    is_template: of.isTemplate,
    topics: of.topics,
    default_branch: of.defaultBranch,
    url: url(of),
    html_url: htmlUrl(of),
    svn_url: htmlUrl(of),
    clone_url: `${htmlUrl(of)}.git`,
    git_url: `git://${new URL(origin).host}/${of.owner.login}/${of.name}.git`,
    ssh_url: `git@${new URL(origin).hostname}:${of.owner.login}/${of.name}.git`,
    ...addresses(url(of), IN_REPOSITORY),
    created_at: of.createdAt,
    updated_at: of.createdAt,
    pushed_at: of.pushedAt,
  })
  return {
    account,
    repository,
    url,
    htmlUrl,
    fullRepository: (of) => ({
      ...repository(of),
      network_count: 0,
      subscribers_count: 0,
      ...(of.template === undefined ? {} : { template_repository: repository(of.template) }),
    }),
    privateUser: (of) => ({
      ...account(of),
      name: null,
      company: null,
      blog: '',
      location: null,
      email: null,
      hireable: null,
      bio: null,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: '2020-01-01T00:00:00Z',
      updated_at: '2020-01-01T00:00:00Z',
      private_gists: 0,
      total_private_repos: 0,
      owned_private_repos: 0,
      disk_usage: 0,
      collaborators: 0,
      two_factor_authentication: true,
    }),
    installation: (of) => ({
      id: of.id,
      app_id: of.app.id,
      app_slug: of.app.slug,
      account: account(of.account),
      target_id: of.account.id,
      target_type: of.account.type,
      permissions: of.permissions,
      repository_selection: of.repositories === 'all' ? 'all' : 'selected',
      access_tokens_url: `${api}/app/installations/${of.id}/access_tokens`,
      repositories_url: `${api}/installation/repositories`,
      html_url: `${origin}/settings/installations/${of.id}`,
      events: [],
      single_file_name: null,
      suspended_by: null,
      suspended_at: null,
      created_at: '2020-01-01T00:00:00Z',
      updated_at: '2020-01-01T00:00:00Z',
    }),
    ref: (of, { ref, sha, type }) => ({
      ref,
      node_id: nodeId('REF', `${of.id}${ref}`),
      url: `${url(of)}/git/${ref}`,
      object: { type, sha, url: `${url(of)}/git/${type}s/${sha}` },
    }),
  }
}
