import type { Locator, Page } from 'playwright-core';

/** What is put into a form, by the labels of its fields: a text, the text of a choice, or whether a switch is on. */
export type Answers = Readonly<Record<string, string | boolean>>;

interface Task {
  /** The entry of the menu. */
  readonly action: string;
  /** Whose menu it is. */
  readonly of: string;
  readonly answers?: Answers;
  /** The button of the dialog; left out: it has the words of the action. */
  readonly button?: string;
  /** What the page says when it is done. */
  readonly says: string;
  /** Whether that is taken back at once. */
  readonly isUndone?: boolean;
}

/** Changes are looked at by an agent before they are made. */
const CHANGE_MS = 60_000;

/** Works at the page as somebody does who hears it read out: by roles and labels. */
export class Hands {
  readonly page: Page;
  readonly #dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.#dialog = page.getByRole('dialog');
  }

  press(button: string): Promise<void> {
    return this.page.locator('main').getByRole('button', { name: button, exact: true }).first().click();
  }

  /** To another place of the navigation. */
  walkTo(place: string): Promise<void> {
    return this.page.getByRole('navigation').getByRole('link', { name: place, exact: true }).click();
  }

  /** An entry of the menu of a row, or of the object that the screen is about. */
  async choose(action: string, of: string): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for ${of}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  /** An entry of a menu, the dialog that it opens, and what is said afterwards. */
  async do({ action, of, answers = {}, button = action, says, isUndone = false }: Task): Promise<void> {
    await this.choose(action, of);
    await this.answer(answers);
    await this.submit(button);
    await (isUndone ? this.undo(says) : this.hear(says));
  }

  /** Marks rows for an action on all of them. */
  async select(...rows: readonly string[]): Promise<void> {
    for (const row of rows)
      await this.page.getByRole('checkbox', { name: `Select ${row}`, exact: true }).check();
  }

  /** Fields of the dialog. */
  answer(answers: Answers): Promise<void> {
    return fill(this.#dialog, answers);
  }

  /** Fields of the screen. */
  answerOnScreen(answers: Answers): Promise<void> {
    return fill(this.page.locator('main'), answers);
  }

  /** Returns when the page has said what was done; that is then closed. */
  async send(button: string, says: string): Promise<void> {
    await this.submit(button);
    await this.hear(says);
  }

  /** What would be noticed is asked about once more. */
  async submit(button: string): Promise<void> {
    const send = this.#dialog.getByRole('button', { name: button, exact: true });
    const back = this.#dialog.getByRole('button', { name: 'Back to the form', exact: true });
    await send.click();
    await this.page
      .locator(':root:not(:has([role=dialog]))')
      .or(back)
      .first()
      .waitFor({ timeout: CHANGE_MS });
    if (await back.isVisible()) await send.click();
    await this.#dialog.waitFor({ state: 'detached', timeout: CHANGE_MS });
  }

  async hear(words: string): Promise<void> {
    const close = this.#closing(words);
    await close.waitFor();
    await this.#close(close);
  }

  /** Takes back what the page has just said. */
  async undo(words: string): Promise<void> {
    const said = this.page.getByRole('listitem').filter({ has: this.#closing(words) });
    await said.getByRole('button', { name: 'Undo', exact: true }).click();
    await this.hear('Taken back');
    await this.#close(this.#closing(words));
  }

  #closing(words: string): Locator {
    return this.page.getByRole('button', { name: `Close: ${words}`, exact: true });
  }

  /** What has been said goes by itself after some seconds, perhaps before the click. */
  async #close(close: Locator): Promise<void> {
    await close.click({ timeout: 8000 }).catch(() => undefined);
    await close.waitFor({ state: 'detached' });
  }

  /** A row of the table, by a text in it. */
  row(text: string): Locator {
    return this.page.getByRole('row').filter({ hasText: text });
  }

  dialogSays(text: string | RegExp): Promise<void> {
    return this.#dialog.getByText(text).first().waitFor();
  }

  cancel(): Promise<void> {
    return this.#dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  }
}

/** The label of a field that must be filled in has a star. */
const exactly = (label: string): RegExp =>
  new RegExp(`^${label.replaceAll(/[.*+?()[\]{}|\\^$]/g, '\\$&')}(\\s*\\*)?$`);

async function fill(form: Locator, answers: Answers): Promise<void> {
  for (const [label, answer] of Object.entries(answers)) await put(form.getByLabel(exactly(label)), answer);
}

async function put(field: Locator, answer: string | boolean): Promise<void> {
  // The box of a switch lies below what is painted over it.
  if (typeof answer === 'boolean') return field.setChecked(answer, { force: true });
  const tag = await field.evaluate(({ tagName }: { readonly tagName: string }) => tagName);
  if (tag !== 'SELECT') return field.fill(answer);
  await field.selectOption({ label: answer });
}
