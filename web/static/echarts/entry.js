// The parts of ECharts that js/charts.js draws with. Axis labels, legends,
// titles and reference lines are drawn by the server and stay, so their
// components stay out.
import { init, registerLocale, use } from "echarts/core";
import { BarChart, GaugeChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import spanish from "echarts/lib/i18n/langES.js";

use([BarChart, GaugeChart, LineChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);
registerLocale("ES", spanish);

export { init };
