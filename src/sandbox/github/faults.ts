/** Which API requests or webhooks a fault meets; every given part must fit. */
export interface FaultMatch {
  readonly method?: string;
  /** A route as the OpenAPI description writes it, `/repos/{owner}/{repo}/issues`, or `/graphql`. */
  readonly route?: string;
  /** Name of a GraphQL operation, or of one of its root fields. */
  readonly operation?: string;
  /** A webhook's event, `issue_comment`; with this the fault is about webhooks, not requests. */
  readonly event?: string;
  readonly action?: string;
}

interface FaultBase {
  readonly match: FaultMatch;
  /** How often it strikes; absent: until removed. */
  readonly times?: number;
  /** How many that fit pass before it strikes. */
  readonly skip?: number;
}

export type RequestFault = FaultBase &
  (
    | { readonly kind: 'delay'; readonly milliseconds: number }
    /** `after`: the request has its effect, but its reply is lost. */
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly body?: unknown;
        readonly headers?: Readonly<Record<string, string>>;
        readonly when?: 'before' | 'after';
      }
    | { readonly kind: 'reset'; readonly when?: 'before' | 'after' }
    /** `retryAfter` in seconds, 60 when absent; `none` leaves the header out, as GitHub sometimes does. */
    | { readonly kind: 'secondary-limit'; readonly retryAfter?: number | 'none' }
    /** `resetIn` in seconds, 3600 when absent. */
    | { readonly kind: 'primary-limit'; readonly resetIn?: number }
  );

export type WebhookFault = FaultBase &
  /** `logged`: the delivery log shows the failed attempt (default); else it never was. */
  (
    | { readonly kind: 'lose-webhook'; readonly logged?: boolean }
    | { readonly kind: 'duplicate-webhook' }
    /** Arrives after the next one. */
    | { readonly kind: 'reorder-webhook' }
    | { readonly kind: 'delay-webhook'; readonly milliseconds: number }
  );

export type Fault = RequestFault | WebhookFault;

export interface Faults {
  /** Returns what removes it. */
  add(fault: Fault): () => void;
  clear(): void;
}

interface Asked {
  readonly method?: string;
  readonly route?: string;
  readonly operations?: readonly string[];
  readonly event?: string;
  readonly action?: string | undefined;
}

export interface FaultBox extends Faults {
  /** The faults that strike this request; each counts it. */
  forRequest(asked: {
    readonly method: string;
    readonly route: string;
    readonly operations: readonly string[];
  }): RequestFault[];
  forWebhook(asked: { readonly event: string; readonly action: string | undefined }): WebhookFault[];
}

export function createFaults(): FaultBox {
  const all = new Map<Fault, { skip: number; times: number }>();
  const take = (asked: Asked, webhook: boolean): Fault[] =>
    [...all].flatMap(([fault, left]) => {
      if (fault.kind.endsWith('-webhook') !== webhook || !fits(fault.match, asked)) return [];
      if (left.skip > 0) {
        left.skip -= 1;
        return [];
      }
      left.times -= 1;
      if (left.times <= 0) all.delete(fault);
      return [fault];
    });
  return {
    add(fault) {
      all.set(fault, { skip: fault.skip ?? 0, times: fault.times ?? Number.POSITIVE_INFINITY });
      return () => all.delete(fault);
    },
    clear: () => all.clear(),
    forRequest: (asked) => take(asked, false) as RequestFault[],
    forWebhook: (asked) => take(asked, true) as WebhookFault[],
  };
}

function fits(match: FaultMatch, asked: Asked): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === asked.method) &&
    (match.route === undefined || match.route === asked.route) &&
    (match.operation === undefined || (asked.operations ?? []).includes(match.operation)) &&
    (match.event === undefined || match.event === asked.event) &&
    (match.action === undefined || match.action === asked.action)
  );
}
