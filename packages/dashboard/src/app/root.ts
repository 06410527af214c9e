/** In a file of its own, see the chunks in vite.config.ts. */
export { createRoot } from 'react-dom/client';
