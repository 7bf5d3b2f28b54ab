// What Grafana makes of a dashboard's JSON, as its own types have it; keys that it does not know are errors. What a panel
// leaves out of its options is set to a default by Grafana.
import type * as schema from "@grafana/schema/dist/esm/raw/dashboard/x/dashboard_types.gen";
import type * as prometheus from "@grafana/schema/dist/esm/raw/composable/prometheus/dataquery/x/PrometheusDataQuery_types.gen";
import type * as timeseries from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";
import type * as piechart from "@grafana/schema/dist/esm/raw/composable/piechart/panelcfg/x/PieChartPanelCfg_types.gen";
import type * as stat from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type * as table from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type * as bargauge from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type * as heatmap from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";

/** JSON has the values of enumerations, not their names. */
type Json<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Json<T[K]> } : T;
type Defaulted<T> = T extends unknown[] ? T : T extends object ? { [K in keyof T]?: Defaulted<T[K]> } : T;

type Query = Omit<prometheus.PrometheusDataQuery, "datasource"> & { interval?: string };

type Property<Custom> =
  | { [K in keyof Omit<schema.FieldConfig, "custom">]-?: { id: K; value: Json<schema.FieldConfig[K]> } }[keyof Omit<schema.FieldConfig, "custom">]
  | { [K in keyof Custom & string]-?: { id: `custom.${K}`; value: Json<Defaulted<Custom[K]>> } }[keyof Custom & string];

type Panel<Type extends string, Options, Custom = {}> = Omit<Json<schema.Panel>, "type" | "options" | "targets" | "fieldConfig"> & {
  type: Type;
  targets: Json<Query>[];
  options: Json<Defaulted<Options>>;
  fieldConfig: {
    defaults: Json<Omit<schema.FieldConfig, "custom">> & { custom?: Json<Defaulted<Custom>> };
    overrides: { matcher: schema.MatcherConfig; properties: Property<Custom>[] }[];
  };
};

type Annotation = Omit<Json<schema.AnnotationQuery>, "target"> & {
  // What the data source for Prometheus adds.
  target: Json<Query>;
  titleFormat?: string;
  textFormat?: string;
  tagKeys?: string;
};

export type Dashboard = Omit<Json<schema.Dashboard>, "panels" | "annotations"> & {
  annotations: { list: Annotation[] };
  panels: (
    | Json<schema.RowPanel>
    | Panel<"timeseries", timeseries.Options, timeseries.FieldConfig>
    | Panel<"piechart", piechart.Options, piechart.FieldConfig>
    | Panel<"stat", stat.Options>
    | Panel<"table", table.Options, table.FieldConfig>
    | Panel<"bargauge", bargauge.Options>
    | Panel<"heatmap", heatmap.Options, heatmap.FieldConfig>
  )[];
};
