export type CauseCode =
  | 'quota'
  | 'image'
  | 'machine-type'
  | 'version'
  | 'credentials'
  | 'capacity'
  | 'conflict'
  | 'webhook'
  | 'unreachable'
  | 'connection'
  | 'topology'
  | 'cni'
  | 'add-on'
  | 'subnet'
  | 'remediation'
  | 'drain'
  | 'bootstrap'
  | 'unclassified';

/** Why a cluster does not get on. Plain text: the report encodes it. */
export interface Cause {
  readonly code: CauseCode;
  /** What the object said: kind, name, reason and message. */
  readonly text: string;
  readonly cure: string;
  /** Since when it has been said, in milliseconds since the epoch. */
  readonly since?: number;
  /** It does not pass while machines boot, as a missing CNI does: somebody has to act. */
  readonly insists: boolean;
}
