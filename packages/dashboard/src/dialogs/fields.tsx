import {
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
import { useText } from '../text/index.ts';
import { type Field, type Values, valueOf } from './field.ts';

interface Props {
  readonly fields: readonly Field[];
  readonly values: Values;
  /** Names of fields that were left empty and may not be. */
  readonly missing: readonly string[];
  readonly onChange: (name: string, value: string) => void;
}

export function Fields({ fields, values, missing, onChange }: Props) {
  return fields.map((field) => (
    <OneField
      key={field.name}
      field={field}
      value={valueOf(values, field.name)}
      isMissing={missing.includes(field.name)}
      onChange={(value) => onChange(field.name, value)}
    />
  ));
}

interface OneProps {
  readonly field: Field;
  readonly value: string;
  readonly isMissing: boolean;
  readonly onChange: (value: string) => void;
}

function OneField(props: OneProps) {
  const { common } = useText();
  const { field, isMissing } = props;
  const id = idOf(field);
  const help = isMissing ? common.required : field.hint;
  return (
    <FormGroup
      {...(field.kind === 'switch' ? {} : { label: field.label })}
      fieldId={id}
      isRequired={field.isRequired ?? false}
    >
      <Control {...props} />
      {help !== undefined && (
        <FormHelperText>
          <HelperText id={`${id}-help`} isLiveRegion={isMissing}>
            <HelperTextItem variant={isMissing ? 'error' : 'default'}>{help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}

const idOf = ({ name }: Field): string => `dialog-${name.replaceAll(':', '-')}`;

function Control({ field, value, isMissing, onChange }: OneProps) {
  const id = idOf(field);
  const { kind, label, choices = [], emptyText, isRequired = false, hint } = field;
  const help = isMissing || hint !== undefined ? { 'aria-describedby': `${id}-help` } : {};
  const shared = {
    id,
    isRequired,
    validated: isMissing ? ('error' as const) : ('default' as const),
    ...help,
  };
  if (kind === 'switch')
    return (
      <Switch
        id={id}
        label={label}
        isChecked={value === 'true'}
        onChange={(_, on) => onChange(String(on))}
        {...help}
      />
    );
  if (kind === 'choice')
    return (
      <FormSelect {...shared} value={value} onChange={(_, next) => onChange(next)}>
        {emptyText !== undefined && <FormSelectOption value="" label={emptyText} isPlaceholder />}
        {choices.map((choice) => (
          <FormSelectOption key={choice.value} value={choice.value} label={choice.text} />
        ))}
      </FormSelect>
    );
  if (kind === 'lines')
    return (
      <TextArea
        {...shared}
        value={value}
        onChange={(_, next) => onChange(next)}
        resizeOrientation="vertical"
        autoResize
      />
    );
  return <TextInput {...shared} value={value} autoComplete="off" onChange={(_, next) => onChange(next)} />;
}
