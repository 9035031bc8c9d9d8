/** DuckDB's types as ours: the type that reads every value of a column. */
import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { listOf, recordOf, types, type ValueType } from '../model/value-type.ts';

const scalars: ReadonlyMap<DuckDBTypeId, ValueType> = new Map<DuckDBTypeId, ValueType>([
  [DuckDBTypeId.BOOLEAN, types.boolean],
  [DuckDBTypeId.TINYINT, types.integer],
  [DuckDBTypeId.SMALLINT, types.integer],
  [DuckDBTypeId.INTEGER, types.integer],
  [DuckDBTypeId.BIGINT, types.integer],
  [DuckDBTypeId.UTINYINT, types.integer],
  [DuckDBTypeId.USMALLINT, types.integer],
  [DuckDBTypeId.UINTEGER, types.integer],
  // Its largest values are beyond our integers.
  [DuckDBTypeId.UBIGINT, { kind: 'decimal', precision: 20, scale: 0 }],
  [DuckDBTypeId.FLOAT, types.number],
  [DuckDBTypeId.DOUBLE, types.number],
  [DuckDBTypeId.VARCHAR, types.text],
  [DuckDBTypeId.UUID, types.text],
  [DuckDBTypeId.ENUM, types.text],
  [DuckDBTypeId.DATE, types.date],
  [DuckDBTypeId.TIME, types.time],
  [DuckDBTypeId.TIMESTAMP, types.datetime],
  [DuckDBTypeId.TIMESTAMP_S, types.datetime],
  [DuckDBTypeId.TIMESTAMP_MS, types.datetime],
  [DuckDBTypeId.TIMESTAMP_NS, types.datetime],
  [DuckDBTypeId.TIMESTAMP_TZ, types.timestamp],
  [DuckDBTypeId.INTERVAL, types.interval],
  [DuckDBTypeId.BLOB, types.binary],
]);

/** Our type for a column of DuckDB; `any` where there is none that is sure to hold its values. */
export function valueTypeOf(type: DuckDBType): ValueType {
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type;
      return { kind: 'decimal', precision: width, scale };
    }
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return listOf(valueTypeOf(type.valueType));
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      return recordOf(entryNames.map((name, at) => ({ name, type: partType(entryTypes[at]) })));
    }
    default:
      return scalars.get(type.typeId) ?? types.any;
  }
}

function partType(type: DuckDBType | undefined): ValueType {
  return type === undefined ? types.any : valueTypeOf(type);
}
