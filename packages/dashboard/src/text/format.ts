/** Numbers and times in the words of a language and in the zone of the reader. */
export interface Format {
  /** Three significant digits: `1.23K`. */
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
  /** `3 minutes ago`. */
  readonly ago: (at: Date, now?: Date) => string;
  /** `4 minutes`. */
  readonly duration: (seconds: number) => string;
  /** Date and time with the zone. */
  readonly exact: (at: Date) => string;
  readonly clock: (at: Date) => string;
  readonly list: (items: readonly string[]) => string;
}

type Unit = 'second' | 'minute' | 'hour' | 'day';

const UNITS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

export function createFormat(tag: string): Format {
  const compact = new Intl.NumberFormat(tag, { notation: 'compact', maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const exact = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'long' });
  const clock = new Intl.DateTimeFormat(tag, { timeStyle: 'medium' });
  const list = new Intl.ListFormat(tag);
  return {
    number: (value) => compact.format(value),
    percent: (share) => whole.format(share),
    ago: (at, now = new Date()) => {
      const [unit, count] = inUnits((at.getTime() - now.getTime()) / 1000);
      return relative.format(count, unit);
    },
    duration: (seconds) => {
      const [unit, count] = inUnits(seconds);
      return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
    },
    exact: (at) => exact.format(at),
    clock: (at) => clock.format(at),
    list: (items) => list.format(items),
  };
}

function inUnits(seconds: number): readonly [Unit, number] {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
  return [unit, Math.trunc(seconds / size)];
}
