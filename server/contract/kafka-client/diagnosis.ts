/** What became of an attempt to connect, step by step, in the order in which they are taken. */
export type Diagnosis = readonly DiagnosisStep[];

export interface DiagnosisStep {
  readonly step: /** The host's name is looked up. */
    | 'resolve'
    | 'connect'
    /** The certificates are exchanged and checked. */
    | 'tls'
    /** A token is fetched, with which the client then says who it is. */
    | 'token'
    /** The credentials are taken, or none are asked for. */
    | 'authenticate'
    | 'metadata'
    /** A broker that the cluster names is reached at the address that it advertises. */
    | 'advertised';
  /** What it is about: `host:port`; a token's endpoint. */
  readonly address: string;
  readonly outcome: 'ok' | 'failed';
  /** What was found, or what went wrong and what to do. */
  readonly detail: string;
}
