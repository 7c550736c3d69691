/** A process that stands for doing what only one of those that share a database may do at a time. */
export interface Candidacy {
  /**
   * True while no other process can be the leader: the database confirmed it so short a time ago that it cannot have given
   * the place away since. Costs nothing.
   */
  leads(): boolean;
  /** Stands no more; another process may lead at once. */
  close(): Promise<void>;
}

export interface CandidacyEvents {
  readonly won: () => void;
  /** Also when the database could not be asked for too long. */
  readonly lost: () => void;
}

export interface Leadership {
  /** Stands for a place until it is closed; resolves after the first try. */
  stand(place: string, events: CandidacyEvents): Promise<Candidacy>;
}
