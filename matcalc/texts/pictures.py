"""What the pictures say that a reader can touch: their names, stills, controls and changes.

The script's own keys are without the first word.
"""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["PICTURES"]

PICTURES: dict[str, Pair] = {
    # Their names, and what their stills show.
    "book-picture": ("Picture to touch: {what}", "可以操作的图：{what}"),
    "book-picture-shapes": ("shapes in a product", "乘积中的形状"),
    "book-picture-kinds": ("the nine kinds of functions", "九类函数"),
    "book-picture-stretching": ("the stretching rule", "拉伸术"),
    "book-picture-quadratic": ("a quadratic form and its gradient", "二次型及其梯度"),
    "book-picture-layouts": ("the two layouts", "两种布局"),
    "book-picture-line": ("a line fitted to points", "拟合各点的直线"),
    "book-picture-ring": ("the trace as a ring", "环形的迹"),
    "book-picture-chains": ("two chains of derivatives with brackets", "两条带括号的导数链"),
    "book-picture-tiles": ("the tiles of a Kronecker product", "克罗内克积的分块"),
    "book-picture-box": ("a volume and a cofactor", "体积与代数余子式"),
    "book-picture-bowls": ("bowls, a saddle and the quadratic model", "碗、鞍点与二次模型"),
    "book-picture-attention": ("attention weights and their gradient", "注意力权重及其梯度"),
    "book-picture-simplex": ("three probabilities and the gradient p − y", "三个概率与梯度 p − y"),
    "book-picture-network": ("a network, forwards and backwards", "前向与反向的网络"),
    "book-picture-covariance": (
        "a covariance matrix and two gradients of the likelihood",
        "协方差矩阵与似然的两种梯度",
    ),
    "book-picture-leash": ("the path of ridge regression", "岭回归的路径"),
    "book-still-shapes": (
        "A 4×3 matrix X, above and to the right of it a 3×2 matrix W, and the 4×2 matrix XW where "
        "the rows of X meet the columns of W; the inner sizes are both 3",
        "4×3 的矩阵 X，它的右上方是 3×2 的矩阵 W，X 的行与 W 的列相交处是 4×2 的矩阵 XW；"
        "两个内侧尺寸都是 3",
    ),
    "book-still-kinds": (
        "Three by three panels with squares, from 1 for a scalar by a scalar to 24 for a 2×2 "
        "matrix by a 2×3 matrix",
        "三行三列的小图，用方块表示偏导数：从标量对标量的 1 个，到 2×2 矩阵对 2×3 矩阵的 24 个",
    ),
    "book-still-stretching": (
        "The columns f₁, f₂, f₃ and x₁, x₂; the functions side by side; the two by three matrix "
        "with ∂f_j/∂x_i in row i and column j",
        "两列 f₁、f₂、f₃ 和 x₁、x₂；函数横向排开；两行三列的矩阵，第 i 行第 j 列是 ∂f_j/∂x_i",
    ),
    "book-still-quadratic": (
        "Elliptic level lines with a point x, from which a solid arrow points at right angles to "
        "its line and a dashed arrow does not; beside it the matrices A, S and K with their entries",
        "椭圆形的等高线和一点 x：实线箭头垂直于过 x 的等高线，虚线箭头不垂直；"
        "旁边是矩阵 A、S、K 和它们的元素",
    ),
    "book-still-layouts": (
        "Two grids of partial derivatives, two rows by three columns and three rows by two columns",
        "两个偏导数网格：两行三列和三行两列",
    ),
    "book-still-line": (
        "Five points, a fitted line with vertical segments from the points to it, and two steeper "
        "lines, one of them through the origin",
        "五个点，一条拟合直线以及各点到它的竖直线段，还有两条更陡的直线，其中一条过原点",
    ),
    "book-still-ring": (
        "The factors A, B, C and D around a circle, clockwise; beside it tr(ABCD), tr(BCDA), "
        "tr(CDAB) and tr(DABC), all equal to 10, and tr(BACD), which is another number",
        "因子 A、B、C、D 沿圆周顺时针排列；旁边是 tr(ABCD)、tr(BCDA)、tr(CDAB)、tr(DABC)，"
        "都等于 10，以及 tr(BACD)，它是另一个数",
    ),
    "book-still-chains": (
        "Rectangles for the matrices of two mirrored chains, J4, J3, J2, J1 and D1, D2, D3, D4, "
        "and the five ways to place the brackets with the multiplications that each needs",
        "两条互为镜像的链 J4、J3、J2、J1 和 D1、D2、D3、D4，各矩阵画成矩形；"
        "还有五种加括号的方式以及各自需要的乘法次数",
    ),
    "book-still-tiles": (
        "A 3×2 matrix X in which x₂₁ is marked, and the 4×6 matrix Bᵀ⊗A, whose two by two blocks "
        "are multiples of A; the second of its columns, for x₂₁, is marked",
        "3×2 的矩阵 X，其中标出了 x₂₁；4×6 的矩阵 Bᵀ⊗A，两行两列的各分块都是 A 的倍数，"
        "其中标出了对应 x₂₁ 的第二列",
    ),
    "book-still-box": (
        "A box with the columns of X as edges, and below it the shadow of the face that its first "
        "two columns span, whose area is 6; beside it the same box when it is flat, above the same "
        "shadow",
        "以 X 的各列为棱的平行六面体，下方是前两列所张成的面的影子，面积为 6；旁边是同一个平行六面体压扁时的样子，"
        "下方的影子不变",
    ),
    "book-still-bowls": (
        "Two drawings of the same level lines with two bowls and a saddle between them. In the first "
        "a point stands in a bowl: the dashed ellipses of its model lie along the lines, and an arrow "
        "leads to near the lowest point. In the second the point stands between the bowls: the dashed "
        "lines are hyperbolas, one eigenvector is dotted, and the arrow leads to near the saddle.",
        "两幅图，等高线相同：两个碗，中间是一个鞍点。第一幅图中，点在碗里：模型的等高线是虚线椭圆，贴着原来的等高线，"
        "箭头指向最低点附近。第二幅图中，点在两个碗之间：虚线是双曲线，有一个特征向量画成点线，箭头指向鞍点附近。",
    ),
    "book-still-attention": (
        "Three grids of four by four numbers: scores S, with minus infinity above the diagonal; "
        "weights P, darker where they are larger, with the row sums 1; and the gradient by the "
        "scores, G_S, with the row sums 0",
        "三个四行四列的网格：得分 S，对角线以上是负无穷；权重 P，越大颜色越深，各行之和为 1；"
        "对得分的梯度 G_S，各行之和为 0",
    ),
    "book-still-simplex": (
        "A triangle with the corners e₁, e₂ and e₃ and dotted lines parallel to the side opposite e₃; "
        "a point p near e₁, and an arrow from e₃ to it",
        "一个三角形，顶点为 e₁、e₂、e₃，点线平行于 e₃ 的对边；点 p 靠近 e₁，一个箭头从 e₃ 指向它",
    ),
    "book-still-network": (
        "Two input units, three hidden ones and two classes, joined by twelve edges whose width is "
        "the size of the weight, dashed where it is negative. In each unit stands its value and, but "
        "for the inputs, a gradient below it; one edge is marked.",
        "两个输入单元、三个隐藏单元和两个类，由十二条边相连；边的粗细表示权重的大小，负权重画成虚线。"
        "每个单元里写着它的值，除输入外，下面还有一个梯度；其中一条边被标出。",
    ),
    "book-still-covariance": (
        "Two drawings. In the first, ten samples with an ellipse that leans the wrong way. In the "
        "second, closed level lines around S/m above a parabola; from a point on one of them a solid "
        "arrow leaves at right angles, a dashed arrow does not, and two paths lead on to S/m.",
        "两幅图。第一幅：十个样本和一个倾斜方向不对的椭圆。第二幅：抛物线上方，围绕 S/m 的闭合等高线；"
        "从其中一条上的一点出发，实线箭头与等高线垂直，虚线箭头则不然，两条路径都通向 S/m。",
    ),
    "book-still-leash": (
        "Ellipses around the least-squares solution, a curve from it to the origin, and an arrow from "
        "the origin to a point of the curve, where a dashed circle around the origin touches one of "
        "the ellipses",
        "以最小二乘解为中心的椭圆，从它到原点的一条曲线，以及从原点指向曲线上一点的箭头；"
        "以原点为圆心的虚线圆在这一点与一个椭圆相切",
    ),
    # What to do with them.
    "page-hint-shapes": (
        "Point at an entry of the product, or change a size.",
        "指向乘积中的一个元素，或改变一个大小。",
    ),
    "page-hint-kinds": (
        "Point at a kind of functions, or change a size.",
        "指向一类函数，或改变一个大小。",
    ),
    "page-hint-stretching": (
        "Take the steps, then point at an entry.",
        "先走完各步，再指向一个元素。",
    ),
    "page-hint-quadratic": (
        "Drag x, or move it with the arrow keys. Drag an entry of A sideways, or type it.",
        "拖动 x，或用方向键移动它。横向拖动 A 的元素，或直接输入。",
    ),
    "page-hint-layouts": ("Point at an entry.", "指向一个元素。"),
    "page-hint-line": (
        "Drag a point, or move it with the arrow keys; with Shift it goes ten times as far.",
        "拖动一个点，或用方向键移动它；同时按 Shift，步长为十倍。",
    ),
    "page-hint-ring": (
        "Drag a factor around the ring, or use the arrow keys. Then move one factor alone.",
        "沿着环拖动一个因子，或用方向键移动它；然后只移动一个因子。",
    ),
    "page-hint-chains": (
        "Touch a bracket, drag it, or use the arrow keys on it: it moves to the next factor.",
        "点一下括号，或拖动它，或用方向键：它会移到相邻的因子。",
    ),
    "page-hint-tiles": (
        "Point at an entry of X, of Y = AXB or of the large matrix; then stack the other way.",
        "指向 X、Y = AXB 或大矩阵的一个元素；然后换一种堆叠方式。",
    ),
    "page-hint-box": (
        "Choose an entry of X, and move it; then make the box flat.",
        "选择 X 的一个元素，移动它；再把平行六面体压扁。",
    ),
    "page-hint-simplex": (
        "Move the logits, change the label, take a few steps; then add 1 to all logits.",
        "移动三个 logit，改变标签，走几步；然后把全部 logit 加 1。",
    ),
    "page-hint-bowls": (
        "Drag the point into a bowl and between the bowls, or move it with the arrow keys; then "
        "make Newton's step, more than once.",
        "把点拖进碗里，再拖到两个碗之间，或用方向键移动它；然后多走几次牛顿步。",
    ),
    "page-hint-attention": (
        "Choose a score, and move it; then lift the mask.",
        "选择一个得分，移动它；然后去掉掩码。",
    ),
    "page-hint-network": (
        "Touch an edge, or choose an entry of W or V; then nudge its weight, little and much.",
        "点一条边，或选择 W 或 V 的一个元素；然后微调它的权重，先小后大。",
    ),
    "page-hint-covariance": (
        "Drag the point on the second board, or move it with the arrow keys: the ellipse follows.",
        "拖动第二幅图中的点，或用方向键移动它：椭圆随之改变。",
    ),
    "page-hint-leash": (
        "Move the slider for λ. Drag the point b̂, or move it with the arrow keys.",
        "移动 λ 的滑块。拖动点 b̂，或用方向键移动它。",
    ),
    # Shapes.
    "page-shapes-samples": ("samples n", "样本数 n"),
    "page-shapes-inputs": ("inputs p", "输入数 p"),
    "page-shapes-outputs": ("outputs q", "输出数 q"),
    "page-picture-product": ("Product", "乘积"),
    "page-picture-place": ("Row {row}, column {column}", "第 {row} 行第 {column} 列"),
    "page-picture-product-is": (
        "{product} is {shape}, and takes {count} multiplications.",
        "{product} 的形状是 {shape}，需要 {count} 次乘法。",
    ),
    "page-picture-product-by-chance": (
        "{product} is {shape}, but only because two sizes happen to be equal.",
        "{product} 的形状是 {shape}，但这只是因为有两个大小碰巧相等。",
    ),
    "page-picture-no-product": (
        "{product} does not exist: {columns} columns on the left, {rows} rows on the right.",
        "{product} 不存在：左边有 {columns} 列，右边有 {rows} 行。",
    ),
    "page-picture-row-by-column": (
        "Row {row} of {left} times column {column} of {right}: {sum}",
        "{left} 的第 {row} 行乘 {right} 的第 {column} 列：{sum}",
    ),
    # Kinds.
    "page-kinds-size-n": ("in: vector n", "输入：向量 n"),
    "page-kinds-size-p": ("in: rows p", "输入：行数 p"),
    "page-kinds-size-q": ("in: columns q", "输入：列数 q"),
    "page-kinds-size-m": ("out: vector m", "输出：向量 m"),
    "page-kinds-size-r": ("out: rows r", "输出：行数 r"),
    "page-kinds-size-s": ("out: columns s", "输出：列数 s"),
    "page-kind-scalar": ("scalar", "标量"),
    "page-kind-vector": ("vector", "向量"),
    "page-kind-matrix": ("matrix", "矩阵"),
    "page-picture-kinds": (
        "Kinds of functions: outputs by rows, inputs by columns",
        "函数的种类：各行是输出，各列是输入",
    ),
    "page-picture-in": ("input →", "输入 →"),
    "page-picture-out": ("output ↓", "输出 ↓"),
    "page-picture-axes": ("number of axes:", "轴数："),
    "page-picture-kind": (
        "A {output} by a {input}: {factors} = {count} partial derivatives; axes: {axes}, "
        "raw table: {shape}.",
        "{output}对{input}：{factors} = {count} 个偏导数；轴数 {axes}，原始表 {shape}。",
    ),
    # Stretching.
    "page-stretch-m": ("functions m", "函数个数 m"),
    "page-stretch-n": ("variables n", "变量个数 n"),
    "page-picture-layout": ("Layout", "布局"),
    "page-picture-step": ("Step", "步骤"),
    "page-step-components": ("columns", "两列"),
    "page-step-front": ("front →", "前 →"),
    "page-step-back": ("back ↓", "后 ↓"),
    "page-step-components-told": (
        "{layout}: both are columns, {front} in front, {back} at the back.",
        "{layout}：两者都是列，{front} 在前，{back} 在后。",
    ),
    "page-step-front-told": ("{front} is stretched horizontally.", "{front} 横向拉伸。"),
    "page-step-back-told": (
        "{back} is stretched vertically: {rows} rows, {columns} columns.",
        "{back} 纵向拉伸：{rows} 行 {columns} 列。",
    ),
    "page-picture-entries": ("Partial derivatives", "偏导数"),
    "page-picture-entry": (
        "∂{f}/∂{x}: row {row}, column {column}",
        "∂{f}/∂{x}：第 {row} 行第 {column} 列",
    ),
    # Layouts.
    "page-layouts-m": ("functions m", "函数个数 m"),
    "page-layouts-n": ("variables n", "变量个数 n"),
    "page-picture-denominator": ("YX, denominator layout", "YX，分母布局"),
    "page-picture-numerator": ("XY, numerator layout", "XY，分子布局"),
    "page-picture-layout-shapes": (
        "YX is {n}×{m}, XY is {m}×{n}.",
        "YX 的形状是 {n}×{m}，XY 的形状是 {m}×{n}。",
    ),
    "page-picture-in-both": (
        "∂{y}/∂{x}: row {i}, column {j} in YX; row {j}, column {i} in XY.",
        "∂{y}/∂{x}：在 YX 中是第 {i} 行第 {j} 列，在 XY 中是第 {j} 行第 {i} 列。",
    ),
    # The quadratic form.
    "page-picture-plane": ("Level lines of xᵀAx", "xᵀAx 的等高线"),
    "page-picture-x-at": ("Point x at {at}", "点 x 位于 {at}"),
    "page-picture-symmetric": ("Make A symmetric", "使 A 对称"),
    "page-picture-entry-of-A": (
        "A, row {row}, column {column}",
        "A，第 {row} 行第 {column} 列",
    ),
    "page-picture-off": ("2Ax is off by", "2Ax 的相对误差"),
    "page-picture-scale": (
        "Arrows at 1/{scale} of their length.",
        "箭头画成实际长度的 1/{scale}。",
    ),
    "page-picture-quadratic-told": (
        "x = {at}, xᵀAx = {form}; 2Ax is off by {off}.",
        "x = {at}，xᵀAx = {form}；2Ax 的相对误差是 {off}。",
    ),
    # The line.
    "page-picture-points": ("Points with a fitted line", "各点和拟合直线"),
    "page-picture-point-at": ("Point {k} at t = {t}, y = {y}", "点 {k}：t = {t}，y = {y}"),
    "page-line-across": ("smallest perpendicular distances", "垂直距离最小的直线"),
    "page-line-origin": ("through the origin", "过原点的直线"),
    "page-picture-slope-fitted": ("slope, fitted", "斜率，拟合"),
    "page-picture-slope-across": ("slope, perpendicular", "斜率，垂直距离"),
    "page-picture-slope-origin": ("slope, through the origin", "斜率，过原点"),
    "page-picture-no-line": (
        "All t are equal: XᵀX has no inverse, and many lines fit as well.",
        "所有 t 都相等：XᵀX 没有逆矩阵，有许多直线拟合得一样好。",
    ),
    "page-picture-line-told": (
        "b₁ = {b1}, b₂ = {b2}; sum of squares {squares}.",
        "b₁ = {b1}，b₂ = {b2}；平方和 {squares}。",
    ),
    # The ring.
    "page-picture-ring": ("The factors, clockwise from the top", "各因子，从顶部起顺时针"),
    "page-ring-move": ("Move", "移动"),
    "page-ring-whole": ("the whole ring", "整个环"),
    "page-ring-factor": ("one factor", "一个因子"),
    "page-ring-place": (
        "{name}, place {place} of {places}",
        "{name}，第 {place} 位，共 {places} 位",
    ),
    "page-ring-turned": (
        "tr({product}) = {value}: turned, and the trace is the same.",
        "tr({product}) = {value}：环转动了，迹不变。",
    ),
    "page-ring-swapped": (
        "tr({product}) = {value}, not {before}: two factors changed places, and spring back.",
        "tr({product}) = {value}，不是 {before}：两个因子交换了位置，又弹了回去。",
    ),
    # The chains.
    "page-chains-J": (
        "The product in the numerator layout, from z to x",
        "分子布局下的乘积，从 z 到 x",
    ),
    "page-chains-D": (
        "The product in the denominator layout, from x to z",
        "分母布局下的乘积，从 x 到 z",
    ),
    "page-chains-size": ("entries of {name}", "{name} 的元素个数"),
    "page-chains-bracket": ("Brackets around {product}: move", "{product} 的括号：移动"),
    "page-chains-from-x": ("Forwards, from x", "前向，从 x 开始"),
    "page-chains-from-z": ("Backwards, from z", "反向，从 z 开始"),
    "page-chains-count": (
        "multiplications: {count} (fewest: {least})",
        "乘法次数：{count}（最少：{least}）",
    ),
    "page-chains-told": (
        "{product}: {count} multiplications; the fewest for these sizes are {least}.",
        "{product}：{count} 次乘法；对这些大小，最少需要 {least} 次。",
    ),
    # The tiles of a Kronecker product.
    "page-tiles-stack": ("Stack", "堆叠"),
    "page-tiles-columns": ("columns (vec)", "按列（vec）"),
    "page-tiles-rows": ("rows (ravel)", "按行（ravel）"),
    "page-tiles-stacked": (
        "The matrix is now {name}: the same numbers in another order.",
        "矩阵现在是 {name}：数相同，顺序不同。",
    ),
    "page-tiles-x": (
        "{x} moves: column {column} of {name} is column {i} of A ({a}), once for each entry of row "
        "{k} of B ({b}).",
        "{x} 变化：{name} 的第 {column} 列是 A 的第 {i} 列（{a}），对 B 的第 {k} 行（{b}）的每个元素各出现一次。",
    ),
    "page-tiles-y": (
        "{y}: row {row} of {name} has the products of row {j} of A ({a}) and column {l} of B ({b}).",
        "{y}：{name} 的第 {row} 行是 A 的第 {j} 行（{a}）与 B 的第 {l} 列（{b}）的各个乘积。",
    ),
    "page-tiles-entry": (
        "∂{y}/∂{x} = {a} · {b} = {value}: row {row}, column {column} of {name}.",
        "∂{y}/∂{x} = {a} · {b} = {value}：{name} 的第 {row} 行第 {column} 列。",
    ),
    # A volume and a cofactor.
    "page-picture-box": (
        "The box with the columns of X as edges, and the shadow of a face",
        "以 X 的各列为棱的平行六面体，以及一个面的影子",
    ),
    "page-box-slider": ("The chosen entry", "所选的元素"),
    "page-box-area": ("shadow, with its sign", "影子的面积（带符号）"),
    "page-box-moved": (
        "{entry} = {value} and det X = {det}: for each unit of {entry} it changes by {cofactor}, "
        "the area of the shadow with its sign.",
        "{entry} = {value}，det X = {det}：{entry} 每增加 1，它就改变 {cofactor}，即影子带符号的面积。",
    ),
    "page-box-flat": (
        "The box is flat, det X = 0, and X has no inverse. The cofactor of {entry} is {cofactor} "
        "all the same.",
        "平行六面体压扁了，det X = 0，X 没有逆矩阵。但 {entry} 的代数余子式仍是 {cofactor}。",
    ),
    # Bowls, a saddle and the quadratic model.
    "page-picture-bowls": (
        "Level lines of a function with two bowls and a saddle",
        "有两个碗和一个鞍点的函数的等高线",
    ),
    "page-bowls-newton": ("Newton's step", "走一个牛顿步"),
    "page-bowls-model": ("the model is a", "模型是"),
    "page-bowls-goal": ("Newton's step leads to", "牛顿步走到"),
    "page-bowls-is-bowl": ("bowl", "碗"),
    "page-bowls-is-saddle": ("saddle", "鞍面"),
    "page-bowls-bowl": (
        "At x = {at} the eigenvalues are {least} and {most}: the model is a bowl, and Newton's step "
        "leads to its lowest point, {to}.",
        "在 x = {at} 处，特征值是 {least} 和 {most}：模型是一个碗，牛顿步走到它的最低点 {to}。",
    ),
    "page-bowls-saddle": (
        "At x = {at} the eigenvalues are {least} and {most}: the model is a saddle, and Newton's "
        "step leads to its middle, {to}, which is no minimum.",
        "在 x = {at} 处，特征值是 {least} 和 {most}：模型是一个鞍面，牛顿步走到它的中心 {to}，那里不是极小点。",
    ),
    "page-bowls-outside": (
        "Newton's step leads to {to}, outside the picture: the model is nearly flat in one direction.",
        "牛顿步走到 {to}，在图外：模型在一个方向上几乎是平的。",
    ),
    # Attention.
    "page-attention-score": ("The chosen score", "所选的得分"),
    "page-attention-mask": ("causal mask", "因果掩码"),
    "page-attention-moved": (
        "{s} = {value}, and its weight is {p}. Row {row} of P still sums to 1, and row {row} of G_S "
        "to 0; no other row has moved.",
        "{s} = {value}，它的权重是 {p}。P 的第 {row} 行之和仍是 1，G_S 的第 {row} 行之和仍是 0；其他行都没有变。",
    ),
    "page-attention-behind": (
        "{s} is behind the mask: its weight is 0, its gradient too, and moving it moves nothing.",
        "{s} 被掩码遮住：它的权重是 0，梯度也是 0，移动它什么都不会变。",
    ),
    "page-attention-masked": (
        "With the mask each place sees only itself and what came before it.",
        "有掩码时，每个位置只能看见它自己和它之前的位置。",
    ),
    "page-attention-open": (
        "Without the mask every weight is above 0. The rows of G_S sum to 0 all the same.",
        "没有掩码时，所有权重都大于 0。G_S 的各行之和仍然是 0。",
    ),
    "page-picture-simplex": (
        "A triangle of probabilities with a point and an arrow",
        "概率的三角形，其中有一个点和一个箭头",
    ),
    "page-simplex-label": ("right class", "正确的类"),
    "page-simplex-sum": ("sum of the entries of p − y", "p − y 的元素之和"),
    "page-simplex-loss": ("loss", "损失"),
    "page-simplex-step": ("Take a step", "走一步"),
    "page-simplex-shift": ("Add 1 to all logits", "全部 logit 加 1"),
    "page-simplex-moved": (
        "With z = {z} the probabilities are p = {p}, the gradient is p − y = {gradient}, and the loss {loss}.",
        "z = {z} 时，概率是 p = {p}，梯度是 p − y = {gradient}，损失是 {loss}。",
    ),
    "page-simplex-shifted": (
        "Now z = {z}: all logits have moved by the same number, and neither p = {p} nor the loss, {loss}, has changed.",
        "现在 z = {z}：全部 logit 移动了同一个数，p = {p} 和损失 {loss} 都没有变。",
    ),
    # A perceptron with its values and gradients.
    "page-picture-network": (
        "A network with two inputs, three hidden units and two classes",
        "有两个输入、三个隐藏单元和两个类的网络",
    ),
    "page-network-slider": ("Nudge of the chosen weight", "所选权重的微小改变"),
    "page-network-step": ("Step downhill", "走一步下坡"),
    "page-network-gradient": ("gradient of the weight", "权重的梯度"),
    "page-network-foretold": ("gradient times nudge", "梯度乘以改变量"),
    "page-network-change": ("change of the loss", "损失的实际改变"),
    "page-network-loss": ("loss", "损失"),
    "page-network-chosen": (
        "{weight} has the gradient {gradient} = {value} · ({back}): the value where its edge begins, "
        "times the gradient where it ends.",
        "{weight} 的梯度是 {gradient} = {value} · ({back})：边的起点处的值，乘以终点处的梯度。",
    ),
    "page-network-nudged": (
        "{weight} moves by {nudge}: the gradient foretells {foretold}, and the loss changes by {change}.",
        "{weight} 改变 {nudge}：梯度预言损失改变 {foretold}，实际改变 {change}。",
    ),
    "page-network-stepped": (
        "All weights moved against their gradients, by half of them: the loss is now {loss}.",
        "所有权重都沿梯度的反方向移动了梯度的一半：现在损失是 {loss}。",
    ),
    # A covariance matrix and two gradients.
    "page-covariance-samples": (
        "Samples, and the ellipse of a covariance matrix",
        "样本，以及协方差矩阵的椭圆",
    ),
    "page-covariance-levels": (
        "Level lines of the log-likelihood over two entries",
        "对数似然关于两个元素的等高线",
    ),
    "page-covariance-at": (
        "Covariance matrix at σ₁₂ = {b}, σ₂₂ = {c}",
        "协方差矩阵位于 σ₁₂ = {b}，σ₂₂ = {c}",
    ),
    "page-covariance-best": ("To S/m", "移到 S/m"),
    "page-covariance-all": ("(g₁₂, g₂₂), all entries", "(g₁₂, g₂₂)，所有元素"),
    "page-covariance-free": ("(2g₁₂, g₂₂), free entries", "(2g₁₂, g₂₂)，自由元素"),
    "page-covariance-scale": (
        "Both arrows are shortened by the same factor. On the grey ground det Σ < 0, and there is "
        "no density.",
        "两个箭头按同一倍数缩短。灰色区域内 det Σ < 0，没有密度。",
    ),
    "page-covariance-told": (
        "ℓ = {value}. The gradient by the free entries is at right angles to the level line, the "
        "one by all entries at {angle}°; both lead uphill.",
        "ℓ = {value}。关于自由元素的梯度与等高线垂直，关于所有元素的梯度与它成 {angle}°；两者都指向上坡。",
    ),
    "page-covariance-top": (
        "Σ = S/m: both gradients are zero, and ℓ = {value} is the largest value.",
        "Σ = S/m：两种梯度都为零，ℓ = {value} 是最大值。",
    ),
    "page-covariance-none": (
        "det Σ = {det} is not positive: Σ has no ellipse, and there is no density.",
        "det Σ = {det} 不是正数：Σ 没有对应的椭圆，密度不存在。",
    ),
    # The path of ridge regression.
    "page-picture-leash": (
        "Level lines of a sum of squares, and the leash of ridge regression",
        "平方和的等高线，以及岭回归的绳子",
    ),
    "page-leash-best-at": ("Least-squares solution at {at}", "最小二乘解位于 {at}"),
    "page-leash-more": ("sum of squares, above its minimum", "平方和超出最小值的部分"),
    "page-leash-path": ("path for all λ", "所有 λ 的路径"),
    "page-leash-told": (
        "λ = {lambda}: b = {b}, as long as the circle's radius, {length}; the sum of squares is "
        "{more} above its minimum.",
        "λ = {lambda}：b = {b}，长度等于圆的半径 {length}；平方和比最小值大 {more}。",
    ),
}
