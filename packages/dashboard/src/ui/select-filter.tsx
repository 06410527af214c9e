import { FormSelect, FormSelectOption } from '@patternfly/react-core';

interface Props {
  readonly label: string;
  readonly value: string;
  /** The entry for "no filter". */
  readonly anyText: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
}

export function SelectFilter({ label, value, anyText, choices, onChange }: Props) {
  return (
    <FormSelect aria-label={label} value={value} onChange={(_, next) => onChange(next)}>
      <FormSelectOption value="" label={anyText} />
      {choices.map((choice) => (
        <FormSelectOption key={choice.value} value={choice.value} label={choice.text} />
      ))}
    </FormSelect>
  );
}
