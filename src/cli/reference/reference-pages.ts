/** All pages of the reference, from the declarations they describe. */
import { functionRegistry } from '../../expression/functions/registry.ts';
import { checkServices } from '../../main/perform-run.ts';
import { commands } from '../commands.ts';
import { auditPage } from './audit-page.ts';
import { commandsPage } from './command-page.ts';
import { connectionsPage } from './connection-page.ts';
import { definitionsPage } from './definition-pages.ts';
import { functionPages } from './function-page.ts';
import { pageHead } from './markdown.ts';
import { metricsPage } from './metrics-page.ts';
import { errorsPage, outcomesPage } from './outcome-pages.ts';
import { privilegesPage } from './privileges-page.ts';
import { settingsPage } from './settings-page.ts';
import { stepFacts } from './step-facts.ts';
import { stepPage, stepsPage } from './step-pages.ts';

/** The pages by their path below `docs/reference/`. */
export function referencePages(): ReadonlyMap<string, string> {
  const { steps, connectors } = checkServices();
  const facts = stepFacts(steps.all());
  return new Map<string, string>([
    ['README.md', indexPage()],
    ['audit.md', auditPage()],
    ['cli.md', commandsPage(commands)],
    ['connections.md', connectionsPage(connectors.all())],
    ['definitions.md', definitionsPage()],
    ['errors.md', errorsPage()],
    ...functionPages(functionRegistry().all()),
    ['metrics.md', metricsPage()],
    ['outcomes.md', outcomesPage()],
    ['privileges.md', privilegesPage()],
    ['settings.md', settingsPage()],
    ['steps/README.md', stepsPage(steps.all())],
    ...steps.all().map((step) => [`steps/${step.name}.md`, stepPage(step, facts.get(step.name) ?? [])] as const),
  ]);
}

function indexPage(): string {
  return [
    ...pageHead('Reference'),
    '- [Definitions](definitions.md): kinds of documents and their keys',
    '- [Steps](steps/README.md): what chains are made of',
    '- [Functions](functions.md): what expressions can call',
    '- [Connections](connections.md): other systems and how they are reached',
    '- [Command line](cli.md)',
    '- [Settings](settings.md): environment variables of a server',
    '- [Metrics](metrics.md): what `/metrics` says',
    '- [Outcomes](outcomes.md): how runs end, and what that means where',
    '- [Errors](errors.md): every code',
    '- [Privileges](privileges.md): what roles and API keys can allow',
    '- [Audit](audit.md): what the audit log tells of',
    '',
  ].join('\n');
}
