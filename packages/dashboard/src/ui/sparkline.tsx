interface Props {
  readonly values: readonly (number | null)[];
  readonly label: string;
}

const WIDTH = 96;
const HEIGHT = 24;

/** A line without axes; where nothing is known there is no line. */
export function Sparkline({ values, label }: Props) {
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  const x = (index: number): number => (index / Math.max(1, values.length - 1)) * WIDTH;
  const y = (value: number): number => HEIGHT - 2 - (value / highest) * (HEIGHT - 4);
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const move = index === 0 || values[index - 1] === null ? 'M' : 'L';
      return `${move}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
  return (
    <svg className="lb-sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
