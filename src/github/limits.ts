/** GitHub's limit for comments, bodies of pull requests, summaries and texts of check runs, in characters. */
export const largestBody = 65_535;
