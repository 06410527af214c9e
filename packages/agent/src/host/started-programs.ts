let count = 0;

/** Programs that this process has started to look at devices and to change them: some ms of CPU each. */
export const startedPrograms = (): number => count;

export function programStarts(): void {
  count += 1;
}
