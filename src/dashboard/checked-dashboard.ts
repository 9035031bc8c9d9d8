/**
 * Glossary. *Widget*: a part of a page that shows something of a dataset. *Control*: a field that sets a parameter.
 * *Row*: what a widget draws one of: a record, a group of records, or all of them. *Target*: where a click leads.
 */
import type { CheckedValue } from '../expression/template.ts';
import type { DashboardDefinition } from '../model/definitions/definition.ts';
import type { widgetTypes } from '../model/definitions/dashboard-schema.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Shape, ValueType } from '../model/value-type.ts';

/** What a widget can be. */
export type WidgetType = (typeof widgetTypes)[number];

/** Values to choose from that are records of a dataset. */
export interface DatasetOptions {
  readonly dataset: string;
  /** The field with the value. */
  readonly value: string;
  /** The field that people read; the value where there is none. */
  readonly label?: string;
}

/** A parameter of a dataset. */
export interface DatasetParameter {
  /** `optional` is true where it has a default. */
  readonly field: DeclaredField;
  readonly choices?: DatasetOptions;
}

/** What a dashboard must know of a dataset. */
export interface KnownDataset {
  readonly shape: Shape;
  readonly parameters: readonly DatasetParameter[];
}

/** The records that something is drawn from. */
export interface WidgetSource {
  readonly dataset: string;
  /** The parameters that are given; the others take their defaults. */
  readonly parameters: readonly {
    readonly name: string;
    readonly type: ValueType;
    readonly value: CheckedValue;
    /** True where the dataset cannot do without it. */
    readonly needed: boolean;
  }[];
}

/** One value of each row. */
export interface RowColumn {
  readonly name: string;
  readonly type: ValueType;
  readonly value: CheckedValue;
}

/** How rows are made of records. */
export interface RowPlan {
  readonly where: CheckedValue | undefined;
  readonly columns: readonly RowColumn[];
  /**
   * Undefined: each record is a row. Otherwise records are grouped by so many of the first columns, and the others are
   * aggregates over the group.
   */
  readonly groupedBy: number | undefined;
  /** Rows come in the order of the first column; otherwise in that of the records. */
  readonly sorted: boolean;
  /** The most rows that are shown. */
  readonly most: number;
}

/** What a click on a row does: parameters for a page, or for the one that is open. */
export interface CheckedClick {
  readonly page: string | undefined;
  readonly parameters: readonly RowColumn[];
}

/** A widget, ready to be drawn. */
export interface CheckedWidget {
  readonly type: WidgetType;
  /** Column, row, width and height on the grid. */
  readonly at: readonly [number, number, number, number];
  readonly title: CheckedValue | undefined;
  readonly source: WidgetSource | undefined;
  readonly rows: RowPlan | undefined;
  readonly text: CheckedValue | undefined;
  readonly click: CheckedClick | undefined;
  readonly format: string | Readonly<Record<string, string>> | undefined;
  /** True where what is drawn depends on nothing but records and parameters, so that all who look can share it. */
  readonly shareable: boolean;
}

/** A field above the pages. */
export interface CheckedControl {
  readonly type: 'select' | 'date' | 'text';
  readonly field: DeclaredField;
  readonly label: string;
  /** Of a select, where its options stand in the definition: as JSON. */
  readonly options: readonly unknown[] | undefined;
  /** Of a select whose options are records. */
  readonly choices: { readonly source: WidgetSource; readonly rows: RowPlan } | undefined;
}

/** A page. */
export interface CheckedPage {
  readonly name: string;
  readonly widgets: readonly CheckedWidget[];
}

/** A dashboard that was checked. */
export interface CheckedDashboard {
  readonly definition: DashboardDefinition;
  readonly parameters: readonly { readonly field: DeclaredField; readonly value: CheckedValue | undefined }[];
  readonly controls: readonly CheckedControl[];
  readonly pages: readonly CheckedPage[];
  /** What `@user` has beside id, name and roles. */
  readonly attributes: Shape;
}
