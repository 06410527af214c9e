/** The columns that carry the generations of a row, under its alias. */
export const generationsOf = (alias: string) => ({
  createdGeneration: `${alias}.created_generation`,
  changedGeneration: `${alias}.changed_generation`,
  changedAt: `${alias}.changed_at`,
});
