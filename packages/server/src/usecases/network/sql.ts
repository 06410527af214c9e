/** The part of a transaction that these use cases need. */
export interface Tx {
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>;
}
