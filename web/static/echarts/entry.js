// The parts of ECharts that js/charts.js draws with. Axis labels, legends and
// titles are HTML beside the plot, so their components stay out.
import { init, registerLocale, use } from "echarts/core";
import { BarChart, GaugeChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import spanish from "echarts/lib/i18n/langES.js";

use([BarChart, GaugeChart, LineChart, AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);
registerLocale("ES", spanish);

export { init };
