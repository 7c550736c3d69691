/** What the API server says of an object that it was asked to apply without doing it. */
export type Rehearsed =
  | { readonly state: 'accepted' }
  | { readonly state: 'refused'; readonly complaints: readonly Complaint[] }
  /** It could not be asked, or what it answered is not about the object. */
  | { readonly state: 'unknown'; readonly why: WhyUnknown; readonly said: string };

export interface Complaint {
  /** The server's own words. */
  readonly message: string;
  /** The field that it is about, in the server's notation, e.g. `spec.pools[0].name` or `.spec.pools[name="a"]`. */
  readonly field?: string;
  /** Whether the field itself should not be there, rather than have another value. */
  readonly unknownField?: boolean;
}

/**
 * `namespace`: it is not there. `kind`: it is not served. `forbidden`: the identity may not ask. `unanswered`: too late, or
 * something on the way failed.
 */
export type WhyUnknown = 'namespace' | 'kind' | 'forbidden' | 'unanswered';
