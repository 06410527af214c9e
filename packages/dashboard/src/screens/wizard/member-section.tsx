import { Button, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/icons/plus-circle-icon';
import TrashIcon from '@patternfly/react-icons/icons/trash-icon';
import { type Field, Fields, wordsOf } from '../../forms/index.ts';
import { type TypedMember, checks } from '../../rules/index.ts';
import { useText } from '../../text/index.ts';
import { EMPTY_ROW, type FormState, type MembersFound, problemOf } from './form-state.ts';

interface Props {
  readonly state: FormState;
  readonly found: MembersFound;
  readonly ports: NonNullable<Field['options']>;
  /** What the API would refuse, by the place of the member. */
  readonly refused: Readonly<Record<number, string>>;
  readonly isStrict: boolean;
  readonly onValue: (name: string, value: string) => void;
  readonly onRows: (rows: readonly TypedMember[]) => void;
}

/** Members: typed one by one, pasted, or chosen from what the network knows. */
export function MemberSection({ state, found, ports, refused, isStrict, onValue, onRows }: Props) {
  const { wizard: text, balancing, forms } = useText();
  const source = state.values['members_source'] ?? 'typed';
  const fields: readonly Field[] = [
    {
      name: 'members_source',
      label: text.membersSource,
      kind: 'choice',
      options: [
        { value: 'typed', text: text.typed },
        { value: 'pasted', text: text.pasted },
        { value: 'ports', text: text.fromPorts },
      ],
    },
    {
      name: 'members_port',
      label: text.memberPortAll,
      kind: 'number',
      isRequired: true,
      check: checks.port,
      hint: source === 'ports' ? undefined : text.memberPortAllHint,
    },
    {
      name: 'list',
      label: text.list,
      kind: 'area',
      hint: text.listHint,
      isShown: () => source === 'pasted',
    },
    {
      name: 'ports',
      label: balancing.ports,
      kind: 'many',
      options: ports,
      emptyText: balancing.noPorts,
      isShown: () => source === 'ports',
    },
  ];
  const [first] = found.problems;
  const [firstRefused] = Object.values(refused);
  const isListWrong = first !== undefined && (source === 'pasted' || first.kind === 'twice');
  return (
    <>
      <Fields
        prefix="create"
        fields={fields}
        values={state.values}
        onChange={onValue}
        isStrict={isStrict}
        refusals={{
          ...(firstRefused === undefined ? {} : { list: firstRefused, ports: firstRefused }),
          ...(isListWrong && source === 'pasted' ? { list: wordsOf(first, forms) } : {}),
        }}
      />
      {source === 'typed' && <Rows state={state} refused={refused} onRows={onRows} />}
      {isListWrong && source === 'typed' && <Problem words={wordsOf(first, forms)} />}
    </>
  );
}

function Problem({ words }: { readonly words: string }) {
  return (
    <FormHelperText>
      <HelperText isLiveRegion>
        <HelperTextItem variant="error">{words}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}

function Rows({ state, refused, onRows }: Pick<Props, 'state' | 'refused' | 'onRows'>) {
  const { wizard: text, balancing, forms } = useText();
  const { rows, values } = state;
  const set = (at: number, change: Partial<TypedMember>): void =>
    onRows(rows.map((row, index) => (index === at ? { ...row, ...change } : row)));
  return (
    <fieldset className="lb-wide">
      <legend className="lb-legend">{balancing.members}</legend>
      <div className="lb-rows">
        <div className="lb-row lb-subtle" aria-hidden="true">
          <span>{text.columnAddress}</span>
          <span>{text.columnPort}</span>
          <span>{text.columnWeight}</span>
        </div>
        {rows.map((row, index) => {
          const number = index + 1;
          const port = values['members_port'] ?? '';
          const typed = { ...row, address: row.address.trim(), port: row.port.trim() || port };
          const problem = typed.address === '' ? undefined : problemOf(typed);
          const refusal = typed.address === '' ? undefined : refused[placeOf(rows, index)];
          const words = problem === undefined ? refusal : wordsOf(problem, forms);
          const id = `create-row-${number}`;
          const validated = words === undefined ? 'default' : 'error';
          return (
            // Rows have no name of their own but their place.
            // eslint-disable-next-line react/no-array-index-key
            <div key={index} className="lb-row">
              <TextInput
                id={`${id}-address`}
                aria-label={text.memberAddress(number)}
                aria-describedby={`${id}-help`}
                placeholder="10.0.0.11"
                value={row.address}
                validated={validated}
                autoComplete="off"
                onChange={(_, address) => set(index, { address })}
              />
              <TextInput
                id={`${id}-port`}
                aria-label={text.memberPort(number)}
                placeholder={port}
                inputMode="numeric"
                value={row.port}
                onChange={(_, own) => set(index, { port: own })}
              />
              <TextInput
                id={`${id}-weight`}
                aria-label={text.memberWeight(number)}
                inputMode="numeric"
                value={row.weight}
                onChange={(_, weight) => set(index, { weight })}
              />
              <Button
                variant="plain"
                aria-label={text.removeRow(number)}
                icon={<TrashIcon />}
                isDisabled={rows.length === 1}
                onClick={() => onRows(rows.filter((_, at) => at !== index))}
              />
              <div id={`${id}-help`} className="lb-row-help">
                {words !== undefined && <Problem words={words} />}
              </div>
            </div>
          );
        })}
      </div>
      <Button variant="link" isInline icon={<PlusCircleIcon />} onClick={() => onRows([...rows, EMPTY_ROW])}>
        {text.addRow}
      </Button>
    </fieldset>
  );
}

/** Where the member of a row is among those that are sent: empty rows are not. */
const placeOf = (rows: readonly TypedMember[], row: number): number =>
  rows.slice(0, row).filter(({ address }) => address.trim() !== '').length;
