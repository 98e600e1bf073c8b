/** What every page about something in a cluster keeps, so that its panel can be filled again after a reload. */
export interface KeptSubject {
  readonly subject: {
    /** The cluster's id. */
    readonly cluster: string;
    readonly name: string;
  };
}
