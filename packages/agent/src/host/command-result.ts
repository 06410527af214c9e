export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
