import './chart.css';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { useFormat } from '../text/index.ts';
import { useIsDark } from './theme.ts';

export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A token of PatternFly; else the next colour of the palette. */
  readonly color?: string;
}

interface Props {
  readonly label: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** Charts with the same key share their cursor. */
  readonly group: string;
}

const HEIGHT = 180;
const PALETTE = ['blue', 'teal', 'purple', 'orange', 'green', 'yellow'].map(
  (name) => `--pf-t--color--${name}--40`,
);
/** Bytes and requests from 1 up: an idle balancer has a flat line at the bottom, not one in the middle. */
const range = (_: UPlot, __: number, max: number): UPlot.Range.MinMax => [0, Math.max(1, max * 1.1)];

export function Chart({ label, times, lines, group }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const format = useFormat();
  const isDark = useIsDark();
  // Text, so that new figures make no new chart.
  const names = lines.map((line) => line.label).join('\n');
  const colors = lines.map((line, index) => line.color ?? PALETTE[index % PALETTE.length]).join('\n');
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const style = getComputedStyle(document.documentElement);
    const color = (token: string): string =>
      style.getPropertyValue(token) || (isDark ? '#92c5f9' : '#0066cc');
    const tokens = colors.split('\n');
    const text = color('--pf-t--global--text--color--subtle');
    const grid = color('--pf-t--global--border--color--default');
    const axis = { stroke: text, grid: { stroke: grid, width: 0.5 }, ticks: { stroke: grid, width: 0.5 } };
    const number = (value: number | null): string => (value === null ? '–' : format.number(value));
    const chart = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        cursor: { sync: { key: group }, y: false },
        scales: { y: { range } },
        axes: [
          {
            ...axis,
            values: (_, ticks) => ticks.map((tick) => format.clock(new Date(tick * 1000)).slice(0, -3)),
          },
          { ...axis, size: 56, values: (_, ticks) => ticks.map(number) },
        ],
        series: [
          {
            label: '',
            value: (_, at: number | null) => (at === null ? '' : format.clock(new Date(at * 1000))),
          },
          ...names.split('\n').map((name, index) => ({
            label: name,
            stroke: color(tokens[index] ?? ''),
            width: 2,
            points: { show: false },
            value: (_: UPlot, value: number | null) => number(value),
          })),
        ],
      },
      [[], ...names.split('\n').map(() => [])],
      element,
    );
    plot.current = chart;
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = undefined;
    };
  }, [names, colors, isDark, format, group]);
  useEffect(() => {
    plot.current?.setData(dataOf(times, lines));
    // A new chart, made for the reasons that follow the figures, has none yet.
    // eslint-disable-next-line react/exhaustive-effect-dependencies
  }, [times, lines, names, colors, isDark, format, group]);
  return <div ref={host} className="lb-chart" role="img" aria-label={label} />;
}

const dataOf = (times: readonly number[], lines: readonly Line[]): UPlot.AlignedData => [
  [...times],
  ...lines.map(({ values }) => [...values]),
];
