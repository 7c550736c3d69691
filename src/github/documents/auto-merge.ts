export const autoMergeState = `
query AutoMergeState($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    autoMergeAllowed mergeCommitAllowed squashMergeAllowed
    pullRequest(number: $number) { id state autoMergeRequest { enabledAt } }
  }
}`;

export const enableAutoMerge = `
mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;
