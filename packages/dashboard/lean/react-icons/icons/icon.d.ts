import type { ComponentClass } from 'react';
import type { SVGIconProps } from '../createIcon.js';
declare const Icon: ComponentClass<SVGIconProps>;
export default Icon;
