import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** Of Latin text, upright: the first thing that is read. */
const FONT = /RedHatTextVF-(?!Italic)[^/]*\.woff2$/;

/** Nearly all of it runs at once: so chromium compiles it beside the main thread, not function by function. */
const COMPILE_AT_ONCE = '//# allFunctionsCalledOnLoad';

/**
 * Names in the document what the entry will ask for, so that the browser fetches all of it at once: the chunk that
 * shows the first screen, its style sheets, and the font that it is written in.
 * @param screen the end of the path of the module whose chunk that is
 */
export function firstScreen(screen: string): Plugin {
  let base = '/';
  return {
    name: 'first-screen',
    apply: 'build',
    configResolved(config) {
      base = config.base;
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const name of chunksOf(bundle, screen)) {
          const chunk = chunkOf(bundle, name);
          if (chunk !== undefined) chunk.code = `${COMPILE_AT_ONCE}\n${chunk.code}`;
        }
      },
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => {
        const tags = [...filesOf(bundle, screen)].map((file) => tagOf(base + file));
        return tags.filter(({ attrs }) => !html.includes(`"${String(attrs?.['href'])}"`));
      },
    },
  };
}

function filesOf(bundle: Bundle, screen: string): Set<string> {
  const chunks = chunksOf(bundle, screen);
  const font = Object.keys(bundle).find((name) => FONT.test(name));
  if (font === undefined) throw new Error('no font of the text');
  const styles = [...chunks].flatMap((name) => [...(chunkOf(bundle, name)?.viteMetadata?.importedCss ?? [])]);
  return new Set([...styles, font, ...chunks]);
}

/** The chunks of a module, and what they import. */
function chunksOf(bundle: Bundle, screen: string): Set<string> {
  const isOfScreen = (id: string | null): boolean => id?.endsWith(screen) === true;
  const found = new Set<string>();
  for (const name of Object.keys(bundle)) {
    const chunk = chunkOf(bundle, name);
    if (chunk && [chunk.facadeModuleId, ...chunk.moduleIds].some(isOfScreen)) collect(bundle, name, found);
  }
  if (found.size === 0) throw new Error(`no chunk has ${screen}`);
  return found;
}

function collect(bundle: Bundle, name: string, found: Set<string>): void {
  if (found.has(name)) return;
  found.add(name);
  for (const imported of chunkOf(bundle, name)?.imports ?? []) collect(bundle, imported, found);
}

function chunkOf(bundle: Bundle, name: string): Rolldown.OutputChunk | undefined {
  const output = bundle[name];
  return output?.type === 'chunk' ? output : undefined;
}

function tagOf(href: string): HtmlTagDescriptor {
  const attrs = (() => {
    if (href.endsWith('.css')) return { rel: 'stylesheet' };
    if (href.endsWith('.woff2')) return { rel: 'preload', as: 'font', type: 'font/woff2' };
    return { rel: 'modulepreload' };
  })();
  return { tag: 'link', attrs: { ...attrs, crossorigin: '', href }, injectTo: 'head' };
}
