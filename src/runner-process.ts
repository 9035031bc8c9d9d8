/** What a runner process is started with; importing it serves runs. */
import { serveRuns } from './runner.ts';

serveRuns();
