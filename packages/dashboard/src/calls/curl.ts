import { quoted, variable, wantedOf } from './shell.ts';
import { type Step, type Value, isRef } from './step.ts';

/** Where the API is, and who calls: what stands at the head of the commands. */
export interface Caller {
  readonly origin: string;
  readonly auth: 'noauth' | 'token' | 'keystone';
  readonly projectId: string;
  readonly role: string;
}

/** The same calls for a shell; `jq` reads the ids out of the answers. */
export function curlOf(steps: readonly Step[], caller: Caller): string {
  return [`API=${quoted(caller.origin)}`, ...headOf(caller), '', ...steps.map((step) => lineOf(step, steps))]
    .join('\n')
    .concat('\n');
}

const headOf = ({ auth, projectId, role }: Caller): readonly string[] => [
  ...(auth === 'noauth' ? [] : ["TOKEN='...'  # your token"]),
  'call() { curl -sS --fail-with-body -X "$1" "$API$2" \\',
  auth === 'noauth'
    ? `  -H ${quoted(`X-Project-Id: ${projectId}`)} -H ${quoted(`X-Roles: ${role}`)} \\`
    : '  -H "X-Auth-Token: $TOKEN" \\',
  '  -H \'Content-Type: application/json\' ${3:+-d "$3"}; }',
];

function lineOf(step: Step, steps: readonly Step[]): string {
  const path = step.path.map((part) => (isRef(part) ? `"$${variable(part)}"` : quoted(part))).join('');
  const body = step.wrapper === undefined ? '' : ` ${shellJson({ [step.wrapper]: step.body ?? {} })}`;
  const command = `call ${step.method} ${path}${body}`;
  const wanted = wantedOf(step.key, steps);
  const [only] = wanted;
  if (only === undefined) return command;
  const filter = (field: string): string => `.${step.wrapper ?? ''}.${field}`;
  if (wanted.length === 1)
    return `${variable({ ref: step.key, field: only })}=$(${command} | jq -r ${filter(only)})`;
  return [
    `ANSWER=$(${command})`,
    ...wanted.map(
      (field) => `${variable({ ref: step.key, field })}=$(printf '%s' "$ANSWER" | jq -r ${filter(field)})`,
    ),
  ].join('\n');
}

/** JSON in single quotes, which end around variables. */
function shellJson(value: Value): string {
  return `'${json(value)}'`;
}

function json(value: Value): string {
  if (isRef(value)) return `"'"$${variable(value)}"'"`;
  if (Array.isArray(value)) return `[${value.map((each: Value) => json(each)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, each]) => `${plain(name)}: ${json(each)}`);
    return `{${entries.join(', ')}}`;
  }
  return plain(value);
}

const plain = (value: unknown): string => JSON.stringify(value).replaceAll("'", String.raw`'\''`);
