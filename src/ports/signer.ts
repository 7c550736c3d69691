/** Signs what we hide in comments, pull request bodies and annotations, and believes only what it signed. */
export interface Signer {
  /** An HTML comment that carries `payload` for `purpose` (e.g. `request`), bound to the repository. */
  mark(purpose: string, repositoryId: number, payload: unknown): string;
  /** The payloads of all valid markers of that purpose in `text`, in order; forged or foreign ones are counted. */
  read(
    purpose: string,
    repositoryId: number,
    text: string,
  ): { readonly payloads: readonly unknown[]; readonly forged: number };
}
