import {
  Checkbox,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  Switch,
  TextArea,
  TextInput,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useText } from '../text/index.ts';
import { type Field, type Values, isOn, isShown, problemsOf, valueOf } from './field.ts';
import { wordsOf } from './problem-words.ts';

interface Refusals {
  readonly [name: string]: string;
}

interface Props {
  /** Makes ids unique on the screen. */
  readonly prefix: string;
  readonly fields: readonly Field[];
  readonly values: Values;
  readonly onChange: (name: string, value: string) => void;
  /** What the API said of a field, in its words. */
  readonly refusals?: Refusals;
  /** Whether to show what is missing in fields that nobody has been in. */
  readonly isStrict?: boolean;
}

/** Fields that check as one types; a field that nobody has left yet is not reproached with being empty. */
export function Fields({ prefix, fields, values, onChange, refusals, isStrict = false }: Props) {
  const { forms: text } = useText();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const problems = problemsOf(fields, values);
  return fields
    .filter((field) => isShown(field, values))
    .map((field) => {
      const { name } = field;
      const problem = problems[name];
      const isSaid = isStrict || touched.has(name) || valueOf(values, name) !== '';
      const error =
        refusals?.[name] ?? (problem !== undefined && isSaid ? wordsOf(problem, text) : undefined);
      return (
        <OneField
          key={name}
          id={`${prefix}-${name.replaceAll(':', '-')}`}
          field={field}
          value={valueOf(values, name)}
          isChecked={isOn(values, name)}
          error={error}
          onChange={(value) => onChange(name, value)}
          onLeave={() => setTouched((old) => new Set(old).add(name))}
        />
      );
    });
}

interface OneProps {
  readonly id: string;
  readonly field: Field;
  readonly value: string;
  readonly isChecked: boolean;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}

function OneField(props: OneProps) {
  const { id, field, error } = props;
  const { hint, kind, label, isRequired = false } = field;
  const isGroup = kind === 'many';
  return (
    <FormGroup
      {...(kind === 'switch' ? {} : { label })}
      fieldId={id}
      isRequired={isRequired}
      {...(isGroup ? { role: 'group' } : {})}
    >
      <Control {...props} />
      {(error !== undefined || hint !== undefined) && (
        <FormHelperText>
          <HelperText id={`${id}-help`} isLiveRegion={error !== undefined}>
            <HelperTextItem variant={error === undefined ? 'default' : 'error'}>
              <bdi>{error ?? hint}</bdi>
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}

function Control({ id, field, value, isChecked, error, onChange, onLeave }: OneProps) {
  const { kind, label, hint, isRequired = false, options = [], emptyText } = field;
  const shared = {
    id,
    validated: error === undefined ? ('default' as const) : ('error' as const),
    onBlur: onLeave,
    isRequired,
    ...(error === undefined && hint === undefined ? {} : { 'aria-describedby': `${id}-help` }),
  };
  switch (kind) {
    case 'fixed':
      return (
        <TextInput
          id={id}
          value={value}
          readOnlyVariant="plain"
          aria-label={label}
          onChange={() => undefined}
        />
      );
    case 'area':
      return (
        <TextArea
          {...shared}
          value={value}
          onChange={(_, next) => onChange(next)}
          resizeOrientation="vertical"
          autoResize
        />
      );
    case 'choice':
      return (
        <FormSelect {...shared} value={value} onChange={(_, next) => onChange(next)}>
          {emptyText !== undefined && <FormSelectOption value="" label={emptyText} isPlaceholder />}
          {options.map(({ value: each, text }) => (
            <FormSelectOption key={each} value={each} label={text} />
          ))}
        </FormSelect>
      );
    case 'switch':
      return (
        <Switch
          id={id}
          label={label}
          isChecked={isChecked}
          onChange={(_, on) => onChange(String(on))}
          {...(hint === undefined ? {} : { 'aria-describedby': `${id}-help` })}
        />
      );
    case 'many':
      return <Many id={id} options={options} value={value} onChange={onChange} emptyText={emptyText ?? ''} />;
    case 'text':
    case 'number':
      return (
        <TextInput
          {...shared}
          value={value}
          inputMode={kind === 'number' ? 'numeric' : 'text'}
          autoComplete="off"
          onChange={(_, next) => onChange(next)}
        />
      );
  }
}

interface ManyProps {
  readonly id: string;
  readonly options: NonNullable<Field['options']>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly emptyText: string;
}

function Many({ id, options, value, onChange, emptyText }: ManyProps) {
  const chosen = new Set(value.split(' ').filter((each) => each !== ''));
  if (options.length === 0) return <span className="lb-quiet">{emptyText}</span>;
  return (
    <div className="lb-many">
      {options.map(({ value: each, text }) => (
        <Checkbox
          key={each}
          id={`${id}-${each}`}
          label={<bdi>{text}</bdi>}
          isChecked={chosen.has(each)}
          onChange={(_, on) => {
            if (on) chosen.add(each);
            else chosen.delete(each);
            onChange([...chosen].join(' '));
          }}
        />
      ))}
    </div>
  );
}
