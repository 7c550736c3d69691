/** One API request and its reply, or one webhook: what tests check against GitHub's own descriptions. */
export type Exchange =
  | {
      readonly kind: 'rest';
      readonly method: string;
      /** With the query. */
      readonly url: string;
      /** As GitHub's OpenAPI description writes it; absent when no route fits. */
      readonly route: string | undefined;
      readonly requestHeaders: Readonly<Record<string, string | string[] | undefined>>;
      readonly requestBody: unknown;
      readonly status: number;
      readonly responseHeaders: Readonly<Record<string, string>>;
      /** Decoded when it is JSON. */
      readonly responseBody: unknown;
      /** True when a fault made this reply. */
      readonly faulted: boolean;
    }
  | {
      readonly kind: 'graphql';
      readonly operation: string | undefined;
      readonly fields: readonly string[];
      readonly request: unknown;
      readonly status: number;
      readonly reply: unknown;
      readonly faulted: boolean;
    }
  | { readonly kind: 'webhook'; readonly event: string; readonly payload: Readonly<Record<string, unknown>> };

/** A line of the request log. */
export interface RequestEntry {
  readonly number: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly route: string | undefined;
  /** GraphQL: the operation's name and root fields. */
  readonly operation: string | undefined;
  readonly fields: readonly string[];
  readonly status: number;
  readonly installation: number | undefined;
  readonly actor: string;
  readonly milliseconds: number;
}
