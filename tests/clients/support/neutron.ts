import type { CommandResult } from '@lbaas/lab';
import { expect } from 'chai';
import { clientLab } from './client-lab.ts';
import { readFields } from './printed-table.ts';
import { currentMode, currentRole } from './client-mode.ts';

export const DEPRECATION =
  'neutron CLI is deprecated and will be removed in the Z cycle. Use openstack CLI instead.';

/** Attributes as `-f json` prints them. */
export type Printed = Readonly<Record<string, unknown>>;

/** Splits a command line at its blanks; single quotes keep them, and keep an empty argument. */
export const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** Runs a command in the current mode and role, whatever its exit code. */
export async function attempt(line: string): Promise<CommandResult> {
  const role = currentRole();
  const { client, environment } = await clientLab();
  return client.run(words(line), environment(role));
}

/** Id of the project that the commands work in. */
export const ownProject = async (): Promise<string> => (await clientLab()).project;

/** Fields that only admins see. */
export const forAdmins = <T extends object>(fields: T): T | Record<string, never> =>
  currentMode() === 'without Keystone' || currentRole() === 'admin' ? fields : {};

/** The column that the client adds to lists for callers who are admins in Keystone. */
export const adminColumn = <T>(value: T): { readonly tenant_id?: T } =>
  currentMode() === 'with Keystone' && currentRole() === 'admin' ? { tenant_id: value } : {};

/** Runs a command that must succeed without a warning. @returns what it prints */
export async function neutron(line: string): Promise<string> {
  const { code, stdout, stderr } = await attempt(line);
  expect({ code, stderr }, `neutron ${line}\n${stderr}`).to.deep.equal({
    code: 0,
    stderr: `${DEPRECATION}\n`,
  });
  return stdout;
}

/** The object that a create or show command prints as JSON. */
export async function neutronObject(line: string): Promise<Printed> {
  return JSON.parse(await neutron(formatted(line, '-f json'))) as Printed;
}

/** The rows that a list command prints as JSON. */
export async function neutronRows(line: string): Promise<readonly Printed[]> {
  return JSON.parse(await neutron(formatted(line, '-f json'))) as readonly Printed[];
}

/** One column of a list, or one field of an object, as `-f value` prints it: a line each. */
export async function neutronValues(line: string, column: string): Promise<string[]> {
  const text = await neutron(formatted(line, `-f value -c ${column}`));
  return text.split('\n').filter((value) => value !== '');
}

/** The id of the object that a create command creates. */
export async function neutronId(line: string): Promise<string> {
  const [id = ''] = await neutronValues(line, 'id');
  return id;
}

/** Options of a command follow its name: at the end they would be values of an unknown option. */
const formatted = (line: string, options: string): string => line.replace(/^\S+/, `$& ${options}`);

/**
 * Runs a create command as people do. Expects its heading, an id and a revision.
 * @returns the id, and the other fields of the table
 */
export async function neutronCreated(
  kind: string,
  line: string,
): Promise<{ readonly id: string; readonly fields: Readonly<Record<string, string>> }> {
  const printed = await neutron(line);
  expect(printed.split('\n')[0]).to.equal(`Created a new ${kind}:`);
  const { id = '', revision_number: revision, ...fields } = readFields(printed);
  expect(revision).to.match(/^[1-9]\d*$/);
  expect(id).to.match(/^[0-9a-f-]{36}$/);
  return { id, fields };
}

export interface Refusal {
  /** What was printed before the command failed. */
  readonly stdout: string;
  readonly message: string;
  /** Undefined if the client itself refused the command. */
  readonly requestId: string | undefined;
}

/** Runs a command that must end with exit code 1. */
export async function refusalOf(line: string): Promise<Refusal> {
  const { code, stdout, stderr } = await attempt(line);
  expect(code, `neutron ${line}\n${stdout}${stderr}`).to.equal(1);
  const lines = stderr.trimEnd().split('\n');
  expect(lines.shift()).to.equal(DEPRECATION);
  const requestId = requestIdIn(lines.at(-1) ?? '');
  if (requestId !== undefined) lines.pop();
  return { stdout, message: lines.join('\n'), requestId };
}

const requestIdIn = (line: string): string | undefined =>
  /^Neutron server returns request_ids: \['(req-[0-9a-f-]{36})'\]$/.exec(line)?.[1];

/** The server's message for a command that it must refuse, and that must have changed nothing. */
export async function refusedByServer(line: string): Promise<string> {
  const { stdout, message, requestId } = await refusalOf(line);
  expect(stdout).to.equal('');
  expect(requestId, `neutron ${line}\n${message}`).to.be.a('string');
  return message;
}

/** The client's message for a command that it refuses itself, because of its arguments or of what it has found. */
export async function refusedByClient(line: string): Promise<string> {
  const { stdout, message, requestId } = await refusalOf(line);
  expect({ stdout, requestId }, message).to.deep.equal({ stdout: '', requestId: undefined });
  return message;
}

/** The client's message for a command line that its parser refuses: exit code 2. */
export async function usageErrorOf(line: string): Promise<string> {
  const { code, stdout, stderr } = await attempt(line);
  expect({ code, stdout }, `neutron ${line}`).to.deep.equal({ code: 2, stdout: '' });
  return /^neutron [\w-]+: error: (.*)$/m.exec(stderr)?.[1] ?? stderr;
}
