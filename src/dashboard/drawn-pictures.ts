import type { DatasetAnswer } from '../model/dataset-query.ts';
import type { Batch, DataRecord } from '../model/value.ts';
import { groupKeyOfAll } from '../model/value-compare.ts';
import type { CheckedWidget } from './checked-dashboard.ts';
import type { PictureContent } from './picture.ts';

/** What was drawn: a widget with its parameters. */
interface Drawn {
  readonly widget: CheckedWidget;
  readonly parameters: DataRecord;
}

/**
 * Rows that were drawn from records, so that viewers who are given the same records share them. They are kept as long as
 * the records are. Only for widgets that depend on nothing but records and parameters.
 */
export class DrawnPictures {
  readonly #byRecords = new WeakMap<Batch, Map<CheckedWidget, Map<string, PictureContent>>>();

  /** What was drawn before from these very records, or else what `draw` gives. */
  find(answer: DatasetAnswer, { widget, parameters }: Drawn, draw: () => PictureContent): PictureContent {
    const ofRecords = this.#byRecords.get(answer.records) ?? new Map<CheckedWidget, Map<string, PictureContent>>();
    this.#byRecords.set(answer.records, ofRecords);
    const ofWidget = ofRecords.get(widget) ?? new Map<string, PictureContent>();
    ofRecords.set(widget, ofWidget);
    const key = groupKeyOfAll(Object.entries(parameters).flat());
    const content = ofWidget.get(key) ?? draw();
    ofWidget.set(key, content);
    return content;
  }
}
