import type { ReactNode } from 'react';
import type { Step } from '../calls/index.ts';
import type { Field, Values } from './field.ts';

interface Question {
  readonly title: string;
  readonly intro?: ReactNode;
  /** What goes along, by name. */
  readonly consequences?: readonly string[];
  readonly fields?: readonly Field[];
  readonly initial?: Values;
  readonly submitText: string;
  readonly isDanger?: boolean;
  /** What to say when it is done; left out: everybody sees it. */
  readonly done?: string;
  /** What takes it back. */
  readonly undo?: readonly Step[] | undefined;
}

interface WithSteps {
  /** The calls that it stands for; asked only when nothing is wrong with the values. */
  readonly stepsOf: (values: Values) => readonly Step[];
  /** Those of them that say beforehand what would happen; left out: all. */
  readonly tellingOf?: (values: Values) => readonly Step[];
  readonly run?: undefined;
}

interface WithRun {
  /** What no step can describe: it is not shown as commands. */
  readonly run: (values: Values) => Promise<unknown>;
  readonly stepsOf?: undefined;
  readonly tellingOf?: undefined;
}

/** Something to do, and what must be known or said before. */
export type Act = Question & (WithSteps | WithRun);
