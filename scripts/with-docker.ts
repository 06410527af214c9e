import { runWithDocker } from './engine/run-with-docker.ts';

// Usage: npm run with-docker -- COMMAND...: runs it where `docker compose` works, with ports published on 127.0.0.1.
process.exitCode = await runWithDocker(process.argv.slice(2));
