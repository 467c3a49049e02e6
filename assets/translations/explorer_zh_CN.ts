<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Attention Explorer</source>
        <translation>关于 Attention Explorer</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. Noto Sans SC is under the SIL Open Font License 1.1.</source>
        <translation>自由软件，采用 Apache License 2.0 许可。Noto Sans SC 采用 SIL Open Font License 1.1 许可。</translation>
    </message>
    <message>
        <source>See what every head of a transformer attends to, as you type.</source>
        <translation>一边输入，一边看 Transformer 的每个头在注意什么。</translation>
    </message>
</context>
<context>
    <name>AlignmentView</name>
    <message>
        <source>Alignment of target and source</source>
        <translation>目标与源文本的对齐</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>源文本</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标文本</translation>
    </message>
</context>
<context>
    <name>AxisPicker</name>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
</context>
<context>
    <name>CandidateList</name>
    <message>
        <source>Candidates</source>
        <translation>候选词元</translation>
    </message>
    <message>
        <source>Put “{word}” into the sentence</source>
        <translation>将“{word}”填入句子</translation>
    </message>
    <message>
        <source>probability {value}</source>
        <translation>概率 {value}</translation>
    </message>
</context>
<context>
    <name>CellWords</name>
    <message>
        <source>not read together: no window holds both</source>
        <translation>未一起读取：没有窗口同时包含两者</translation>
    </message>
    <message>
        <source>largest {largest}   mean {mean}</source>
        <translation>最大 {largest}   平均 {mean}</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>of some rows so far</source>
        <translation>目前只算了部分行</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Find an action</source>
        <translation>查找操作</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>No action fits</source>
        <translation>没有匹配的操作</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open model folder…</source>
        <translation>打开模型文件夹…</translation>
    </message>
    <message>
        <source>Open a checkpoint from a folder</source>
        <translation>从文件夹打开检查点</translation>
    </message>
    <message>
        <source>Open model from the hub…</source>
        <translation>从 Hub 打开模型…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Save the figure or its numbers</source>
        <translation>保存图或其中的数值</translation>
    </message>
    <message>
        <source>Copy image</source>
        <translation>复制图像</translation>
    </message>
    <message>
        <source>Copy the map as an image</source>
        <translation>将热图复制为图像</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last change of text or masks</source>
        <translation>撤销对文本或掩码的上一次更改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Insert [MASK]</source>
        <translation>插入 [MASK]</translation>
    </message>
    <message>
        <source>Ask the model for a word at the cursor</source>
        <translation>让模型预测光标处的词</translation>
    </message>
    <message>
        <source>Mask pinned tokens</source>
        <translation>掩盖固定的词元</translation>
    </message>
    <message>
        <source>Mask the pinned tokens, or unmask them</source>
        <translation>掩盖固定的词元，或取消掩盖</translation>
    </message>
    <message>
        <source>Clear masks</source>
        <translation>清除掩码</translation>
    </message>
    <message>
        <source>Take back every mask made by hand</source>
        <translation>取消所有手动添加的掩码</translation>
    </message>
    <message>
        <source>Clear pinned tokens</source>
        <translation>取消固定词元</translation>
    </message>
    <message>
        <source>No row is summed any more</source>
        <translation>不再对任何行求和</translation>
    </message>
    <message>
        <source>Second text</source>
        <translation>第二段文本</translation>
    </message>
    <message>
        <source>Read two texts as a pair</source>
        <translation>将两段文本作为一对读入</translation>
    </message>
    <message>
        <source>Let the model write</source>
        <translation>让模型续写</translation>
    </message>
    <message>
        <source>Write the target, or go on with the text</source>
        <translation>生成目标文本，或续写文本</translation>
    </message>
    <message>
        <source>Stop writing</source>
        <translation>停止生成</translation>
    </message>
    <message>
        <source>Keep what the model has written so far</source>
        <translation>保留模型目前写出的内容</translation>
    </message>
    <message>
        <source>Go to the text</source>
        <translation>转到文本</translation>
    </message>
    <message>
        <source>Put the cursor into the text</source>
        <translation>将光标移到文本中</translation>
    </message>
    <message>
        <source>Find an action…</source>
        <translation>查找操作…</translation>
    </message>
    <message>
        <source>Type to find anything you can do</source>
        <translation>输入文字，查找任何可用的操作</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Show the weights as a map</source>
        <translation>以热图显示权重</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>Show the weights as lines between tokens</source>
        <translation>以词元间的连线显示权重</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Show which words of the source are looked at</source>
        <translation>显示译文各词关注原文的哪些词</translation>
    </message>
    <message>
        <source>Previous head</source>
        <translation>上一个头</translation>
    </message>
    <message>
        <source>Next head</source>
        <translation>下一个头</translation>
    </message>
    <message>
        <source>Layer below</source>
        <translation>低一层</translation>
    </message>
    <message>
        <source>Layer above</source>
        <translation>高一层</translation>
    </message>
    <message>
        <source>Fit the map</source>
        <translation>热图适应窗口</translation>
    </message>
    <message>
        <source>Show the whole map</source>
        <translation>显示整张热图</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>About Attention Explorer</source>
        <translation>关于 Attention Explorer</translation>
    </message>
    <message>
        <source>Example: {title}</source>
        <translation>示例：{title}</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>E&amp;xamples</source>
        <translation>示例(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Find and fetch models, and see those on this computer</source>
        <translation>查找和下载模型，查看本机上的模型</translation>
    </message>
    <message>
        <source>Find words among the tokens, in strip and map</source>
        <translation>在词元条和图中查找文字</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>查找下一个</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>查找上一个</translation>
    </message>
    <message>
        <source>Go to token…</source>
        <translation>跳到词元…</translation>
    </message>
    <message>
        <source>Go to a place in the text by its number</source>
        <translation>按编号跳到文本中的位置</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>停止阅读</translation>
    </message>
    <message>
        <source>Do not wait for the text that is read</source>
        <translation>不再等待正在阅读的文本</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>探索</translation>
    </message>
    <message>
        <source>Look into any text and any head</source>
        <translation>查看任意文本与任意注意力头</translation>
    </message>
    <message>
        <source>Lesson: {title}</source>
        <translation>课程：{title}</translation>
    </message>
    <message>
        <source>&amp;Lessons</source>
        <translation>课程(&amp;L)</translation>
    </message>
    <message>
        <source>Open survey…</source>
        <translation>打开语料统计…</translation>
    </message>
    <message>
        <source>Look at what every head does over a corpus</source>
        <translation>查看每个头在语料上的行为</translation>
    </message>
    <message>
        <source>Survey</source>
        <translation>语料统计</translation>
    </message>
    <message>
        <source>What every head does over a whole corpus</source>
        <translation>每个头在整个语料上的行为</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Let a model learn a task from texts of yours</source>
        <translation>让模型从您的文本中学习一项任务</translation>
    </message>
</context>
<context>
    <name>DisplayControls</name>
    <message>
        <source>Scale</source>
        <translation>标度</translation>
    </message>
    <message>
        <source>Hide special tokens</source>
        <translation>隐藏特殊词元</translation>
    </message>
    <message>
        <source>Merge to words</source>
        <translation>合并为词</translation>
    </message>
    <message>
        <source>Pair</source>
        <translation>文本对</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>How a weight becomes a colour</source>
        <translation>权重如何映射为颜色</translation>
    </message>
    <message>
        <source>Colour map; all are safe for colour-blind eyes</source>
        <translation>配色方案；均适合色觉障碍者</translation>
    </message>
    <message>
        <source>Leave out [CLS], [SEP] and their like, and let each row sum to 1 again</source>
        <translation>略去 [CLS]、[SEP] 等词元，并使每行重新归一化为 1</translation>
    </message>
    <message>
        <source>One row and column a word: sum over the pieces of a key, mean over a query&apos;s</source>
        <translation>每个词一行一列：键的各片段求和，查询的各片段取平均</translation>
    </message>
    <message>
        <source>A and B</source>
        <translation>A 和 B</translation>
    </message>
    <message>
        <source>Rows of one text and columns of the other: A is the first text, B the second. Weights stay as they are: rows need not sum to 1</source>
        <translation>行取一段文本，列取另一段：A 是第一段，B 是第二段。权重保持不变：各行之和不一定为 1</translation>
    </message>
    <message>
        <source>Weights below it are not drawn</source>
        <translation>不绘制低于阈值的权重</translation>
    </message>
    <message>
        <source>Greys</source>
        <translation>灰度</translation>
    </message>
</context>
<context>
    <name>DownloadBar</name>
    <message>
        <source>Progress of the download</source>
        <translation>下载进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>What has come is kept, and goes on next time</source>
        <translation>已下载的部分会保留，下次继续</translation>
    </message>
</context>
<context>
    <name>Examples</name>
    <message>
        <source>A word from its context</source>
        <translation>由上下文猜词</translation>
    </message>
    <message>
        <source>A fact</source>
        <translation>事实知识</translation>
    </message>
    <message>
        <source>What is “it”? The trophy</source>
        <translation>“it”指什么？奖杯的例子</translation>
    </message>
    <message>
        <source>Who is “she”? A coreference</source>
        <translation>“she”是谁？共指关系</translation>
    </message>
    <message>
        <source>Agreement over a distance</source>
        <translation>远距离主谓一致</translation>
    </message>
    <message>
        <source>Not: what a negation does</source>
        <translation>not：否定的作用</translation>
    </message>
    <message>
        <source>An idiom</source>
        <translation>习语</translation>
    </message>
    <message>
        <source>One word, two meanings</source>
        <translation>一词两义</translation>
    </message>
    <message>
        <source>A list that repeats</source>
        <translation>重复的列表</translation>
    </message>
    <message>
        <source>Two texts: question and answer</source>
        <translation>两段文本：问与答</translation>
    </message>
    <message>
        <source>Two texts: one follows from the other</source>
        <translation>两段文本：由一段推出另一段</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>A long paragraph</source>
        <translation>长段落</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>The alignment of this head</source>
        <translation>此头的对齐</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Transparent ground</source>
        <translation>透明背景</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>PNG image</source>
        <translation>PNG 图像</translation>
    </message>
    <message>
        <source>SVG drawing</source>
        <translation>SVG 矢量图</translation>
    </message>
    <message>
        <source>PDF drawing</source>
        <translation>PDF 矢量图</translation>
    </message>
    <message>
        <source>NPZ numbers (NumPy)</source>
        <translation>NPZ 数值（NumPy）</translation>
    </message>
    <message>
        <source>CSV numbers</source>
        <translation>CSV 数值</translation>
    </message>
    <message>
        <source>JSON numbers</source>
        <translation>JSON 数值</translation>
    </message>
    <message>
        <source>This head: {head}</source>
        <translation>当前头：{head}</translation>
    </message>
    <message>
        <source>Every head of layer {layer}</source>
        <translation>第 {layer} 层的所有头</translation>
    </message>
    <message>
        <source>All heads</source>
        <translation>所有头</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>分辨率（DPI）</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>{name} is there already. Replace it?</source>
        <translation>{name} 已存在。要替换吗？</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>The exact weights, with the tokens and the model.</source>
        <translation>精确的权重，连同词元和模型信息。</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>FoundTable</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Models of the hub</source>
        <translation>Hub 上的模型</translation>
    </message>
    <message>
        <source>safetensors</source>
        <translation>safetensors</translation>
    </message>
    <message>
        <source>no safetensors</source>
        <translation>没有 safetensors</translation>
    </message>
    <message>
        <source>gated</source>
        <translation>需授权</translation>
    </message>
</context>
<context>
    <name>HeadBar</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Scale, colours, threshold and which tokens are shown</source>
        <translation>标度、配色、阈值以及显示哪些词元</translation>
    </message>
    <message>
        <source>Every weight of the head as a picture</source>
        <translation>以图像显示该头的每个权重</translation>
    </message>
    <message>
        <source>Lines from each token to what it attends to</source>
        <translation>从每个词元连向它所注意的词元</translation>
    </message>
    <message>
        <source>Lines from each word of the target to the words of the source</source>
        <translation>从目标的每个词连到源文本的词</translation>
    </message>
    <message>
        <source>Which attention of the model</source>
        <translation>模型的哪一种注意力</translation>
    </message>
</context>
<context>
    <name>HeadLegend</name>
    <message>
        <source>Heads shown as lines</source>
        <translation>以连线显示的头</translation>
    </message>
    <message>
        <source>Shown: {heads}</source>
        <translation>已显示：{heads}</translation>
    </message>
    <message>
        <source>{head}: click shows or hides it, double-click shows it alone</source>
        <translation>{head}：单击显示或隐藏，双击只显示它</translation>
    </message>
</context>
<context>
    <name>HeadName</name>
    <message>
        <source>L{layer} mean</source>
        <translation>L{layer} 平均</translation>
    </message>
    <message>
        <source>L{layer} max</source>
        <translation>L{layer} 最大</translation>
    </message>
    <message>
        <source>H{head} mean over layers</source>
        <translation>H{head} 各层平均</translation>
    </message>
    <message>
        <source>H{head} max over layers</source>
        <translation>H{head} 各层最大</translation>
    </message>
    <message>
        <source>mean over all heads</source>
        <translation>所有头的平均</translation>
    </message>
    <message>
        <source>max over all heads</source>
        <translation>所有头的最大</translation>
    </message>
</context>
<context>
    <name>HistogramView</name>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>How often each weight occurs · drag the line to hide small ones</source>
        <translation>各权重出现的次数 · 拖动竖线可隐藏小权重</translation>
    </message>
    <message>
        <source>Weights below {threshold} are not drawn</source>
        <translation>不绘制低于 {threshold} 的权重</translation>
    </message>
</context>
<context>
    <name>HubDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>Hub</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Offline: what is on this computer opens all the same.</source>
        <translation>离线：本机上的模型仍可打开。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Found: {n}, the most downloaded first</source>
        <translation>找到 {n} 个，下载最多的在前</translation>
    </message>
    <message>
        <source>No model has “{query}” in its name. Try a part of it, or any task.</source>
        <translation>没有名称含“{query}”的模型。请试试名称的一部分，或不限任务。</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>No model of the hub is on this computer yet.</source>
        <translation>本机上还没有 Hub 的模型。</translation>
    </message>
    <message>
        <source>Models: {n} · {size}</source>
        <translation>模型：{n} 个 · {size}</translation>
    </message>
    <message>
        <source>One model is fetched at a time</source>
        <translation>一次只下载一个模型</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>Remove {name} ({size}) from this computer?</source>
        <translation>从本机删除 {name}（{size}）？</translation>
    </message>
    <message>
        <source>Resume and open</source>
        <translation>继续下载并打开</translation>
    </message>
    <message>
        <source>Download and open</source>
        <translation>下载并打开</translation>
    </message>
    <message>
        <source>About {size} of memory for its weights</source>
        <translation>权重约占 {size} 内存</translation>
    </message>
</context>
<context>
    <name>KeptTable</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>上次使用</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>本机上的模型</translation>
    </message>
    <message>
        <source>{name} · unfinished</source>
        <translation>{name} · 未完成</translation>
    </message>
</context>
<context>
    <name>LengthRow</name>
    <message>
        <source>Cut to fit</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>Leave out what the model cannot read</source>
        <translation>略去模型读不下的部分</translation>
    </message>
    <message>
        <source>Read in windows</source>
        <translation>分窗口阅读</translation>
    </message>
    <message>
        <source>Read all of it, in stretches that the model can read; they overlap</source>
        <translation>分成模型读得下的几段，全部读完；相邻的段有重叠</translation>
    </message>
    <message>
        <source>How many tokens after the one before each window begins</source>
        <translation>每个窗口比前一个窗口晚多少个词元开始</translation>
    </message>
    <message>
        <source>stride</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>read in {n} windows</source>
        <translation>分 {n} 个窗口阅读</translation>
    </message>
</context>
<context>
    <name>LinesCanvas</name>
    <message>
        <source>Attention as lines</source>
        <translation>注意力连线</translation>
    </message>
    <message>
        <source>Lines of {heads}; strongest: {cells}</source>
        <translation>{heads} 的连线；最强：{cells}</translation>
    </message>
    <message>
        <source>Pin a token to see its lines: Ctrl-click it above, or click its row in the map. Pointing at one shows its lines for a moment.</source>
        <translation>固定一个词元即可看到它的连线：在上方按住 Ctrl 点击它，或在图中点击它的行。指向词元会暂时显示它的连线。</translation>
    </message>
</context>
<context>
    <name>LinesView</name>
    <message>
        <source>Lines</source>
        <translation>连线</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>查找操作</translation>
    </message>
</context>
<context>
    <name>MapCanvas</name>
    <message>
        <source>Attention map</source>
        <translation>注意力热图</translation>
    </message>
    <message>
        <source>{head}: strongest: {cells}</source>
        <translation>{head}：最强：{cells}</translation>
    </message>
    <message>
        <source>query ↓</source>
        <translation>查询 ↓</translation>
    </message>
    <message>
        <source>key →</source>
        <translation>键 →</translation>
    </message>
    <message>
        <source>Sum of pinned rows ({count})</source>
        <translation>固定行之和（{count}）</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Choose a model to see more of it.</source>
        <translation>选择一个模型以查看详情。</translation>
    </message>
    <message>
        <source>Its download broke off; what has come is kept.</source>
        <translation>下载中断；已下载的部分已保留。</translation>
    </message>
    <message>
        <source>{n} parameters</source>
        <translation>{n} 个参数</translation>
    </message>
    <message>
        <source>Licence: {name}</source>
        <translation>许可证：{name}</translation>
    </message>
    <message>
        <source>{here} of {size} are on this computer</source>
        <translation>{size} 中的 {here} 已在本机</translation>
    </message>
    <message>
        <source>{size}, on this computer</source>
        <translation>{size}，已在本机</translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation>需下载 {size}</translation>
    </message>
    <message>
        <source>Gated: accept its authors’ terms on its page, then run “hf auth login” here.</source>
        <translation>需授权：请在其页面接受作者的条款，然后在本机运行“hf auth login”。</translation>
    </message>
    <message>
        <source>Its weights are a Python pickle.</source>
        <translation>它的权重是 Python pickle。</translation>
    </message>
    <message>
        <source>It brings Python code of its own.</source>
        <translation>它带有自己的 Python 代码。</translation>
    </message>
    <message>
        <source>and {n} smaller files</source>
        <translation>以及 {n} 个较小的文件</translation>
    </message>
    <message>
        <source>Attention: captured as it is computed</source>
        <translation>注意力：在计算时截取</translation>
    </message>
    <message>
        <source>Attention: as the model itself gives it out</source>
        <translation>注意力：由模型自身输出</translation>
    </message>
    <message>
        <source>Attention: cannot be shown</source>
        <translation>注意力：无法显示</translation>
    </message>
    <message>
        <source>Attention: known once it is open</source>
        <translation>注意力：打开后才知道</translation>
    </message>
    <message>
        <source>Classifier of {n} classes: {names}</source>
        <translation>分类模型，{n} 个类别：{names}</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>not opened</source>
        <translation>未能打开</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>{source}
{family} · {n} parameters · {device} · {dtype}</source>
        <translation>{source}
{family} · {n} 个参数 · {device} · {dtype}</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>built-in · {name}</source>
        <translation>内置 · {name}</translation>
    </message>
    <message>
        <source>folder · {name}</source>
        <translation>文件夹 · {name}</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open from the hub…</source>
        <translation>从 Hub 打开…</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值格式</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
</context>
<context>
    <name>ModelTable</name>
    <message>
        <source>captured</source>
        <translation>截取</translation>
    </message>
    <message>
        <source>native</source>
        <translation>原生</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>OpenOptions</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Allow pickle weights</source>
        <translation>允许 pickle 权重</translation>
    </message>
    <message>
        <source>Run Python code of the model</source>
        <translation>运行模型自带的 Python 代码</translation>
    </message>
    <message>
        <source>Only for a model without safetensors: a pickle can run any program on this computer while it opens.</source>
        <translation>仅用于没有 safetensors 的模型：pickle 在打开时可在本机运行任何程序。</translation>
    </message>
    <message>
        <source>Only for authors you trust: their code runs with all your rights on this computer.</source>
        <translation>仅用于您信任的作者：其代码以您的全部权限在本机运行。</translation>
    </message>
</context>
<context>
    <name>OverviewView</name>
    <message>
        <source>All heads</source>
        <translation>所有头</translation>
    </message>
    <message>
        <source>{head} is selected, of {layers} layers × {heads} heads</source>
        <translation>已选 {head}，共 {layers} 层 × {heads} 头</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>coarse; exact as it comes</source>
        <translation>粗略；正在变精确</translation>
    </message>
</context>
<context>
    <name>PredictionsView</name>
    <message>
        <source>Predictions</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>The predictions appear here when a model is open</source>
        <translation>打开模型后，预测显示在这里</translation>
    </message>
    <message>
        <source>This checkpoint has no head that predicts words; its attention is all there is.</source>
        <translation>此检查点没有预测词的输出头，只能查看注意力。</translation>
    </message>
    <message>
        <source>No model is open</source>
        <translation>未打开模型</translation>
    </message>
    <message>
        <source>Click a token to mask it; its predictions appear here</source>
        <translation>单击词元将其掩盖，预测会显示在这里</translation>
    </message>
    <message>
        <source>Predictions at position {n}</source>
        <translation>位置 {n} 的预测</translation>
    </message>
    <message>
        <source>position {n}: {word}</source>
        <translation>位置 {n}：{word}</translation>
    </message>
    <message>
        <source>Reading the text…</source>
        <translation>正在读取文本…</translation>
    </message>
    <message>
        <source>after “{label}” (position {n})</source>
        <translation>“{label}”之后（位置 {n}）</translation>
    </message>
    <message>
        <source>mask at position {n}</source>
        <translation>位置 {n} 的掩码</translation>
    </message>
    <message>
        <source>originally “{label}”: rank {rank} of {n} · {probability}</source>
        <translation>原为“{label}”：第 {rank} 位，共 {n} 个 · {probability}</translation>
    </message>
    <message>
        <source>A text that is read in windows has no class; cut it to have one</source>
        <translation>分窗读取的文本没有类别；截断后即可得到</translation>
    </message>
</context>
<context>
    <name>ProblemBar</name>
    <message>
        <source>Open its folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The map is on the clipboard, as an image</source>
        <translation>热图已作为图像复制到剪贴板</translation>
    </message>
    <message>
        <source>Writing {path}…</source>
        <translation>正在写入 {path}…</translation>
    </message>
    <message>
        <source>Saved to {path}</source>
        <translation>已保存到 {path}</translation>
    </message>
</context>
<context>
    <name>ReadingRow</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop reading; the maps before stay  (Esc)</source>
        <translation>停止阅读，保留之前的图  (Esc)</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>Stopped. Press Enter to read it.</source>
        <translation>已停止。按回车键阅读。</translation>
    </message>
    <message>
        <source>Layer {n} of {count}</source>
        <translation>第 {n} 层，共 {count} 层</translation>
    </message>
    <message>
        <source>Window {n} of {count}</source>
        <translation>第 {n} 个窗口，共 {count} 个</translation>
    </message>
    <message>
        <source>Reading the text…</source>
        <translation>正在读取文本…</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Matches</source>
        <translation>匹配</translation>
    </message>
    <message>
        <source>The match before  (Shift+Enter)</source>
        <translation>上一个匹配  (Shift+Enter)</translation>
    </message>
    <message>
        <source>The next match  (Enter)</source>
        <translation>下一个匹配  (Enter)</translation>
    </message>
    <message>
        <source>Close  (Esc)</source>
        <translation>关闭  (Esc)</translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation>在文本中查找</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Go to token: 1,024 or 50%</source>
        <translation>跳到词元：1,024 或 50%</translation>
    </message>
    <message>
        <source>Go to token</source>
        <translation>跳到词元</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>there are tokens 0–{last}</source>
        <translation>词元编号为 0–{last}</translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation>{n} / {count}</translation>
    </message>
    <message>
        <source>Search the hub, or paste owner/name or a link</source>
        <translation>搜索 Hub，或粘贴 所有者/名称 或链接</translation>
    </message>
    <message>
        <source>Search the hub</source>
        <translation>搜索 Hub</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
</context>
<context>
    <name>HeadGrid</name>
    <message>
        <source>Heads of the survey</source>
        <translation>语料统计中的头</translation>
    </message>
</context>
<context>
    <name>SpreadView</name>
    <message>
        <source>Spread over the corpus</source>
        <translation>在语料上的分布</translation>
    </message>
    <message>
        <source>No row of this head has it</source>
        <translation>此头没有一行有此统计量</translation>
    </message>
    <message>
        <source>{head} · {statistic} {mean} ± {deviation} over {n} rows</source>
        <translation>{head} · {statistic} {mean} ± {deviation}，共 {n} 行</translation>
    </message>
</context>
<context>
    <name>ScatterView</name>
    <message>
        <source>Heads by two statistics</source>
        <translation>按两个统计量排列的头</translation>
    </message>
    <message>
        <source>{n} heads: {across} across, {up} up</source>
        <translation>{n} 个头：横轴 {across}，纵轴 {up}</translation>
    </message>
</context>
<context>
    <name>ExampleList</name>
    <message>
        <source>Nothing in the corpus excites this head.</source>
        <translation>语料中没有内容能激活此头。</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Line {line}: {text}</source>
        <translation>第 {line} 行：{text}</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>What excites {head} most</source>
        <translation>最能激活 {head} 的内容</translation>
    </message>
    <message>
        <source>{n} sentences</source>
        <translation>{n} 个句子</translation>
    </message>
    <message>
        <source>1 sentence</source>
        <translation>1 个句子</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} 个词元</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>not read: {n}</source>
        <translation>未能读取 {n} 行</translation>
    </message>
    <message>
        <source>opening its model …</source>
        <translation>正在打开其模型……</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>纵轴</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>句子</translation>
    </message>
    <message>
        <source>By the largest weight on a token that is neither special nor the first</source>
        <translation>按在既非特殊词元也非首个词元上的最大权重</translation>
    </message>
    <message>
        <source>By the mean of that weight over a sentence</source>
        <translation>按该权重在一个句子上的平均值</translation>
    </message>
    <message>
        <source>A click computes the maps of a sentence anew.</source>
        <translation>点击即可重新计算该句子的注意力图。</translation>
    </message>
</context>
<context>
    <name>StatisticWords</name>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>前一个</translation>
    </message>
    <message>
        <source>Itself</source>
        <translation>自身</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>后一个</translation>
    </message>
    <message>
        <source>First</source>
        <translation>首个</translation>
    </message>
    <message>
        <source>Special</source>
        <translation>特殊</translation>
    </message>
    <message>
        <source>How widely a row spreads its attention, as a share of the most that is possible: 0 is one token, 1 is all tokens alike</source>
        <translation>一行的注意力有多分散，按可能的最大值计：0 为只看一个词元，1 为同等看所有词元</translation>
    </message>
    <message>
        <source>The largest weight of a row</source>
        <translation>一行中最大的权重</translation>
    </message>
    <message>
        <source>How many tokens away a row looks, by its weights</source>
        <translation>一行看向多少个词元之外，按权重计</translation>
    </message>
    <message>
        <source>The weight on the token before</source>
        <translation>给前一个词元的权重</translation>
    </message>
    <message>
        <source>The weight of a token on itself</source>
        <translation>词元给自身的权重</translation>
    </message>
    <message>
        <source>The weight on the token after</source>
        <translation>给后一个词元的权重</translation>
    </message>
    <message>
        <source>The weight on the first token</source>
        <translation>给首个词元的权重</translation>
    </message>
    <message>
        <source>The weight on special tokens, such as [CLS] and [SEP]</source>
        <translation>给 [CLS]、[SEP] 等特殊词元的权重</translation>
    </message>
    <message>
        <source>{share} on the token before</source>
        <translation>{share} 给前一个词元</translation>
    </message>
    <message>
        <source>{share} on the token itself</source>
        <translation>{share} 给词元自身</translation>
    </message>
    <message>
        <source>{share} on the token after</source>
        <translation>{share} 给后一个词元</translation>
    </message>
    <message>
        <source>{share} on the first token</source>
        <translation>{share} 给首个词元</translation>
    </message>
    <message>
        <source>{share} on special tokens</source>
        <translation>{share} 给特殊词元</translation>
    </message>
    <message>
        <source>Spread over nearly all tokens</source>
        <translation>分散在几乎所有词元上</translation>
    </message>
    <message>
        <source>Spread over some tokens</source>
        <translation>分散在一些词元上</translation>
    </message>
</context>
<context>
    <name>StatisticsView</name>
    <message>
        <source>{meaning}. Mean over all rows</source>
        <translation>{meaning}。所有行的平均</translation>
    </message>
    <message>
        <source>{meaning}. Mean over all rows of each head, and over these heads</source>
        <translation>{meaning}。每个头所有行的平均，再取这些头的平均</translation>
    </message>
    <message>
        <source>Statistics of the selected head</source>
        <translation>所选头的统计</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>What was computed</source>
        <translation>计算内容</translation>
    </message>
    <message>
        <source>Weight under the pointer</source>
        <translation>指针处的权重</translation>
    </message>
    <message>
        <source>No model is open</source>
        <translation>未打开模型</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>{0} layers × {1} heads</source>
        <translation>{0} 层 × {1} 头</translation>
    </message>
    <message>
        <source>forward {0} ms</source>
        <translation>前向计算 {0} ms</translation>
    </message>
    <message>
        <source>trace {0} MiB</source>
        <translation>注意力数据 {0} MiB</translation>
    </message>
    <message>
        <source>writing: {0} tokens</source>
        <translation>正在生成：{0} 个词元</translation>
    </message>
    <message>
        <source>writing {0} …</source>
        <translation>正在写入 {0} …</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算 …</translation>
    </message>
    <message>
        <source>  score {0}</source>
        <translation>  得分 {0}</translation>
    </message>
    <message>
        <source>{0} windows of {1}, stride {2}</source>
        <translation>{0} 个窗口，每个 {1}，步长 {2}</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>coarse; exact as it comes …</source>
        <translation>粗略；正在变精确 …</translation>
    </message>
    <message>
        <source>{0} classes</source>
        <translation>{0} 个类别</translation>
    </message>
</context>
<context>
    <name>TextPanel</name>
    <message>
        <source>second text</source>
        <translation>第二段文本</translation>
    </message>
    <message>
        <source>Type a sentence…  [MASK] asks the model for a word</source>
        <translation>输入一句话…  用 [MASK] 让模型预测一个词</translation>
    </message>
    <message>
        <source>A second text, read together with the first</source>
        <translation>第二段文本，与第一段一起读入</translation>
    </message>
    <message>
        <source>The target: what the decoder reads. Type it, or let the model generate it</source>
        <translation>目标：解码器读入的文本。可自行输入，也可让模型生成</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标文本</translation>
    </message>
    <message>
        <source>The language of the text</source>
        <translation>源文本的语言</translation>
    </message>
    <message>
        <source>The language that the model writes</source>
        <translation>模型写出的语言</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Second text</source>
        <translation>第二段文本</translation>
    </message>
    <message>
        <source>Insert [MASK]: the model predicts a word there</source>
        <translation>插入 [MASK]：模型会预测该处的词</translation>
    </message>
    <message>
        <source>Add a second text: the model reads them as a pair</source>
        <translation>添加第二段文本：模型将两段作为一对读入</translation>
    </message>
    <message>
        <source>Remove the second text</source>
        <translation>移除第二段文本</translation>
    </message>
    <message>
        <source>Type a sentence…</source>
        <translation>输入一句话…</translation>
    </message>
</context>
<context>
    <name>TokenStrip</name>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
</context>
<context>
    <name>TokenWords</name>
    <message>
        <source>Tokens appear here when the model is open</source>
        <translation>模型打开后，词元显示在这里</translation>
    </message>
    <message>
        <source>Tokens appear here while you type; click one to mask it</source>
        <translation>输入时词元显示在这里；单击可将其掩盖</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} 个词元</translation>
    </message>
    <message>
        <source>masked: {positions}</source>
        <translation>已掩盖：{positions}</translation>
    </message>
    <message>
        <source>“{label}” · position {position} · id {id}</source>
        <translation>“{label}” · 位置 {position} · ID {id}</translation>
    </message>
    <message>
        <source>Added by the tokenizer; it cannot be masked</source>
        <translation>由分词器添加，不能掩盖</translation>
    </message>
    <message>
        <source>Click to see what the model expects after it</source>
        <translation>单击查看模型预测其后是什么</translation>
    </message>
    <message>
        <source>Click to mask it</source>
        <translation>单击将其掩盖</translation>
    </message>
    <message>
        <source>Click to open its predictions</source>
        <translation>单击查看它的预测</translation>
    </message>
    <message>
        <source>Click to put it back</source>
        <translation>单击还原</translation>
    </message>
    <message>
        <source>was: {label}</source>
        <translation>原为：{label}</translation>
    </message>
    <message>
        <source>was: {label} · rank {rank} · {probability}</source>
        <translation>原为：{label} · 第 {rank} 位 · {probability}</translation>
    </message>
    <message>
        <source>From here on: window {number} of {count}, tokens {start}–{end}</source>
        <translation>从这里起：第 {number} 个窗口，共 {count} 个，词元 {start}–{end}</translation>
    </message>
    <message>
        <source>A classifier predicts no word here</source>
        <translation>分类模型不在此处预测词</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Qt platform</source>
        <translation>Qt 平台</translation>
    </message>
</context>
<context>
    <name>WritingControls</name>
    <message>
        <source>by</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>up to</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Greedy takes the likeliest token each time; beams keep several beginnings</source>
        <translation>贪心每次取最可能的词元；束搜索同时保留多个开头</translation>
    </message>
    <message>
        <source>How many tokens the model writes at most</source>
        <translation>模型最多写出多少个词元</translation>
    </message>
    <message>
        <source>The model goes on with the text  (Ctrl+Return)</source>
        <translation>模型续写这段文本  (Ctrl+Return)</translation>
    </message>
    <message>
        <source>The model writes the target  (Ctrl+Return)</source>
        <translation>模型写出目标文本  (Ctrl+Return)</translation>
    </message>
    <message>
        <source>Keep what the model has written so far</source>
        <translation>保留模型目前写出的内容</translation>
    </message>
    <message>
        <source>How far the model has written</source>
        <translation>模型写到了哪里</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>{n} beams</source>
        <translation>{n} 束</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} 个词元</translation>
    </message>
</context>
<context>
    <name>PageSwitch</name>
    <message>
        <source>Explore</source>
        <translation>探索</translation>
    </message>
    <message>
        <source>Look into any text and any head</source>
        <translation>查看任意文本与任意注意力头</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>How attention works, to touch</source>
        <translation>动手理解注意力</translation>
    </message>
    <message>
        <source>Survey</source>
        <translation>语料统计</translation>
    </message>
    <message>
        <source>What every head does over a whole corpus</source>
        <translation>每个头在整个语料上的行为</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Let a model learn a task from texts of yours</source>
        <translation>让模型从您的文本中学习一项任务</translation>
    </message>
</context>
<context>
    <name>LessonNames</name>
    <message>
        <source>Attention, step by step</source>
        <translation>逐步计算注意力</translation>
    </message>
    <message>
        <source>The Transformer from scratch</source>
        <translation>从零写出 Transformer</translation>
    </message>
    <message>
        <source>Masking</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Permutations: XLNet</source>
        <translation>排列：XLNet</translation>
    </message>
    <message>
        <source>Memory: Transformer-XL</source>
        <translation>记忆：Transformer-XL</translation>
    </message>
    <message>
        <source>From BERT to its successors</source>
        <translation>从 BERT 到它的后继者</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>微调前后</translation>
    </message>
</context>
<context>
    <name>LessonText</name>
    <message>
        <source>Text of the lesson</source>
        <translation>课程文字</translation>
    </message>
</context>
<context>
    <name>WeightsMap</name>
    <message>
        <source>Attention map</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>strongest: {cells}</source>
        <translation>最强：{cells}</translation>
    </message>
</context>
<context>
    <name>SightGrid</name>
    <message>
        <source>What may be seen</source>
        <translation>可以看到什么</translation>
    </message>
    <message>
        <source>may be seen</source>
        <translation>可以看到</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>被遮住</translation>
    </message>
</context>
<context>
    <name>ClassList</name>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>probability {value}</source>
        <translation>概率 {value}</translation>
    </message>
</context>
<context>
    <name>ClassesView</name>
    <message>
        <source>Reading the text…</source>
        <translation>正在读取文本…</translation>
    </message>
    <message>
        <source>This checkpoint has a head of classes and none of words, so no word is predicted at a masked token. Mask one to see what the classes owe to it.</source>
        <translation>该检查点只有分类头，没有词预测头，因此不会预测被掩码的词元。掩码一个词元，即可看出它对分类结果的影响。</translation>
    </message>
    <message>
        <source>Class of the pair</source>
        <translation>文本对的类别</translation>
    </message>
    <message>
        <source>Class of the text</source>
        <translation>文本的类别</translation>
    </message>
    <message>
        <source>Classes, each by itself</source>
        <translation>各类别分别判断</translation>
    </message>
    <message>
        <source>A number, from a regression</source>
        <translation>回归给出的数值</translation>
    </message>
    <message>
        <source>Its decoder has no target: it reads the text once more, after a start token.</source>
        <translation>其解码器没有目标文本：它在起始词元之后再读一遍原文。</translation>
    </message>
</context>
<context>
    <name>SiteName</name>
    <message>
        <source>encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>cross: target → source</source>
        <translation>交叉：目标 → 源</translation>
    </message>
    <message>
        <source>self</source>
        <translation>自注意力</translation>
    </message>
    <message>
        <source>query stream</source>
        <translation>查询流</translation>
    </message>
    <message>
        <source>after upsampling</source>
        <translation>上采样之后</translation>
    </message>
</context>
<context>
    <name>StepWords</name>
    <message>
        <source>Query, key, value</source>
        <translation>查询、键、值</translation>
    </message>
    <message>
        <source>Query · key</source>
        <translation>查询 · 键</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Attention mask</source>
        <translation>注意力掩码</translation>
    </message>
    <message>
        <source>Exponential</source>
        <translation>指数</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weighted value</source>
        <translation>加权的值</translation>
    </message>
    <message>
        <source>Output of the head</source>
        <translation>头的输出</translation>
    </message>
    <message>
        <source>Each token is projected three times: to the query with which it asks, to the key by which it is found, and to the value that it hands over.</source>
        <translation>每个词元被投影三次：成为它提问用的查询、让别人找到它的键，以及它交出的值。</translation>
    </message>
    <message>
        <source>Query and key are multiplied dimension by dimension, and the products added up. The sum is large where both point the same way.</source>
        <translation>查询和键逐维相乘，再把乘积相加。两者方向一致时，和就大。</translation>
    </message>
    <message>
        <source>Sums over many dimensions grow large, and the softmax would give all weight to one key; so the model multiplies by its own constant, mostly 1/√d.</source>
        <translation>维数多时和会很大，softmax 就会把全部权重给一个键；所以模型乘上自己的常数，多为 1/√d。</translation>
    </message>
    <message>
        <source>A key that this query may not see gets −∞. Some models add a bias for the distance here, or bound the score by a softcap.</source>
        <translation>这个查询不许看的键得到 −∞。有些模型在这里加上距离偏置，或用软上限限制分数。</translation>
    </message>
    <message>
        <source>First half of the softmax: e to the power of each score, less the largest score, so that no number overflows. −∞ becomes 0.</source>
        <translation>softmax 的前一半：先减去最大的分数以免溢出，再取 e 的幂。−∞ 变成 0。</translation>
    </message>
    <message>
        <source>Second half of the softmax: each numerator is divided by the sum of all. The weights are shares of one whole.</source>
        <translation>softmax 的后一半：每个分子除以总和。权重是一个整体中的份额。</translation>
    </message>
    <message>
        <source>Each key hands over its value, made as small as its weight says. A key of great weight and short value can still say little.</source>
        <translation>每个键按权重缩小它的值再交出。权重大而值很短的键，说得仍然不多。</translation>
    </message>
    <message>
        <source>The weighted values are added up: the output of this head. Its rows of the output projection turn it into what the head adds to the layer's output.</source>
        <translation>把加权的值相加，就是这个头的输出。输出投影中属于它的行把它变成这个头对本层输出的贡献。</translation>
    </message>
    <message>
        <source>length of each key, |k|</source>
        <translation>各键的长度 |k|</translation>
    </message>
    <message>
        <source>q · k of each key</source>
        <translation>各键的 q · k</translation>
    </message>
    <message>
        <source>scaled product of each key</source>
        <translation>各键缩放后的乘积</translation>
    </message>
    <message>
        <source>score of each key</source>
        <translation>各键的分数</translation>
    </message>
    <message>
        <source>numerator of each key</source>
        <translation>各键的分子</translation>
    </message>
    <message>
        <source>weight of each key</source>
        <translation>各键的权重</translation>
    </message>
    <message>
        <source>length of each weighted value, |w v|</source>
        <translation>各加权值的长度 |w v|</translation>
    </message>
    <message>
        <source>part of each key in the output</source>
        <translation>各键在输出中的部分</translation>
    </message>
    <message>
        <source>three vectors of {n} numbers</source>
        <translation>三个向量，各 {n} 个数</translation>
    </message>
    <message>
        <source>sum of {n} products</source>
        <translation>{n} 个乘积之和</translation>
    </message>
    <message>
        <source>{divided}, a sink included</source>
        <translation>{divided}，含汇点</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>bias {bias}</source>
        <translation>偏置 {bias}</translation>
    </message>
    <message>
        <source>softcap {cap}</source>
        <translation>软上限 {cap}</translation>
    </message>
    <message>
        <source>mask switched off</source>
        <translation>掩码已关闭</translation>
    </message>
    <message>
        <source>this key may be seen</source>
        <translation>这个键可见</translation>
    </message>
    <message>
        <source>this key is hidden</source>
        <translation>这个键被遮住</translation>
    </message>
    <message>
        <source>The word that was written last asks, with its query, what to write next. Each source word says with its key what it is good for, and hands over its value.</source>
        <translation>刚写出的词用它的查询来问接下来写什么。每个源词用它的键说明自己适合什么，并交出它的值。</translation>
    </message>
    <message>
        <source>|o|, o the sum over {n} keys</source>
        <translation>|o|，o 为 {n} 个键之和</translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
</context>
<context>
    <name>VectorChart</name>
    <message>
        <source>{n} numbers from {low} to {high}</source>
        <translation>{n} 个数，从 {low} 到 {high}</translation>
    </message>
    <message>
        <source>{value}, the model's own {own}</source>
        <translation>{value}，模型自己为 {own}</translation>
    </message>
    <message>
        <source>dimension {n}</source>
        <translation>第 {n} 维</translation>
    </message>
</context>
<context>
    <name>Inside</name>
    <message>
        <source>Products by dimension</source>
        <translation>逐维乘积</translation>
    </message>
    <message>
        <source>q · k of “{key}” by dimension</source>
        <translation>“{key}”的 q · k，逐维</translation>
    </message>
    <message>
        <source>“{query}” asks “{key}”</source>
        <translation>“{query}”问“{key}”</translation>
    </message>
    <message>
        <source>what “{key}” hands over</source>
        <translation>“{key}”交出什么</translation>
    </message>
    <message>
        <source>what the head says to “{query}”</source>
        <translation>这个头对“{query}”说什么</translation>
    </message>
    <message>
        <source>query q of “{query}”</source>
        <translation>“{query}”的查询 q</translation>
    </message>
    <message>
        <source>key k of “{key}”</source>
        <translation>“{key}”的键 k</translation>
    </message>
    <message>
        <source>value v of “{key}”</source>
        <translation>“{key}”的值 v</translation>
    </message>
    <message>
        <source>output o of the head</source>
        <translation>头的输出 o</translation>
    </message>
    <message>
        <source>what it adds to the layer</source>
        <translation>它给本层加上什么</translation>
    </message>
</context>
<context>
    <name>WhatIfControls</name>
    <message>
        <source>Scaling</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Attention mask</source>
        <translation>注意力掩码</translation>
    </message>
    <message>
        <source>with the query of</source>
        <translation>改用查询</translation>
    </message>
    <message>
        <source>As the model does it</source>
        <translation>恢复模型的做法</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>如果</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
</context>
<context>
    <name>HeadChoice</name>
    <message>
        <source>Open model</source>
        <translation>当前模型</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>提问者</translation>
    </message>
    <message>
        <source>A head of the model that is open, on the text above</source>
        <translation>当前模型的一个头，读上面的文本</translation>
    </message>
    <message>
        <source>A head of the Chinese to English translator that comes along</source>
        <translation>内置中英翻译模型的一个头</translation>
    </message>
    <message>
        <source>Chinese sentence</source>
        <translation>中文句子</translation>
    </message>
</context>
<context>
    <name>StepsPanel</name>
    <message>
        <source>‹ Back</source>
        <translation>‹ 上一步</translation>
    </message>
    <message>
        <source>Next ›</source>
        <translation>下一步 ›</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>键</translation>
    </message>
    <message>
        <source>by position</source>
        <translation>按位置</translation>
    </message>
    <message>
        <source>by size</source>
        <translation>按大小</translation>
    </message>
    <message>
        <source>Recomputed and the model's own output differ by at most {difference}.</source>
        <translation>重新计算的输出与模型自己的最多相差 {difference}。</translation>
    </message>
</context>
<context>
    <name>StepsPage</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Find the two mistakes</source>
        <translation>找出两处错误</translation>
    </message>
</context>
<context>
    <name>LineWords</name>
    <message>
        <source>Right. Query, key and value come in; mask and dropout can be left out.</source>
        <translation>正确。传入查询、键和值；掩码和 dropout 可以省略。</translation>
    </message>
    <message>
        <source>Right. d_k is the width of a query: how many products are added up.</source>
        <translation>正确。d_k 是查询的宽度，也就是相加的乘积个数。</translation>
    </message>
    <message>
        <source>Right. Every query meets every key, and the sums are divided by √d_k, so that the softmax does not give all weight to one key.</source>
        <translation>正确。每个查询都与每个键相乘，和再除以 √d_k，以免 softmax 把全部权重给一个键。</translation>
    </message>
    <message>
        <source>Right. Without a mask every token sees every other.</source>
        <translation>正确。没有掩码时，每个词元都能看到其他所有词元。</translation>
    </message>
    <message>
        <source>A mistake: no “score” is defined anywhere, so Python stops here as soon as there is a mask. What must be filled are the scores.</source>
        <translation>错误：没有任何地方定义过 “score”，一有掩码 Python 就停在这里。应当填充的是 scores。</translation>
    </message>
    <message>
        <source>Right. Over the last dimension, so that the weights of each query sum to 1.</source>
        <translation>正确。沿最后一维，所以每个查询的权重之和为 1。</translation>
    </message>
    <message>
        <source>Right. While a model learns, some weights are dropped; afterwards none.</source>
        <translation>正确。训练时随机丢弃一些权重，之后不再丢弃。</translation>
    </message>
    <message>
        <source>Right. A dropped weight is 0, and the others grow to make up for it.</source>
        <translation>正确。丢弃的权重为 0，其余的相应放大。</translation>
    </message>
    <message>
        <source>A mistake: the weights multiply the scores, so the values are never used, and the result has a number for each key where it should have one for each dimension of a value. It must be the values.</source>
        <translation>错误：权重乘的是分数，值从未用到，结果是每个键一个数，而应当是值的每一维一个数。应当乘以 value。</translation>
    </message>
</context>
<context>
    <name>MistakesPanel</name>
    <message>
        <source>Attention in the lecture notes</source>
        <translation>讲义中的注意力</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Attention as it is right</source>
        <translation>正确的注意力</translation>
    </message>
    <message>
        <source>reference.attention.self_attention, as it is</source>
        <translation>reference.attention.self_attention 的原文</translation>
    </message>
    <message>
        <source>Two lines are wrong. Click a line.</source>
        <translation>有两行是错的。点击一行。</translation>
    </message>
    <message>
        <source>Found {n} of 2; a wrong line is put right.</source>
        <translation>找到 {n} / 2；错的行已改正。</translation>
    </message>
    <message>
        <source>This text is too long to run the function on all of it.</source>
        <translation>文本太长，无法在全文上运行这个函数。</translation>
    </message>
    <message>
        <source>On this head it differs from the model's own output by at most {difference}.</source>
        <translation>在这个头上，它与模型自己的输出最多相差 {difference}。</translation>
    </message>
    <message>
        <source>It always scales by 1/√d, and knows no position bias, softcap or sink, as this model has.</source>
        <translation>它总是按 1/√d 缩放，也不知道这个模型所用的位置偏置、软上限或汇点。</translation>
    </message>
    <message>
        <source>right: {n} numbers</source>
        <translation>正确：{n} 个数</translation>
    </message>
    <message>
        <source>Run on this head, the notes end in {error}</source>
        <translation>在这个头上运行，讲义的函数以此结束：{error}</translation>
    </message>
    <message>
        <source>the notes: {n} numbers</source>
        <translation>讲义：{n} 个数</translation>
    </message>
    <message>
        <source>Run on this head, the notes give {shape} numbers, and this query {n} of them instead of {right}.</source>
        <translation>在这个头上运行，讲义的函数给出 {shape} 个数，这个查询得到 {n} 个，而应是 {right} 个。</translation>
    </message>
    <message>
        <source>Run on this head, both give the same numbers.</source>
        <translation>在这个头上运行，两者给出相同的数。</translation>
    </message>
    <message>
        <source>Run on this head, both differ by up to {difference}.</source>
        <translation>在这个头上运行，两者最多相差 {difference}。</translation>
    </message>
</context>
<context>
    <name>MemoryPage</name>
    <message>
        <source>Map with memory</source>
        <translation>带记忆的注意力图</translation>
    </message>
    <message>
        <source>Map without memory</source>
        <translation>不带记忆的注意力图</translation>
    </message>
    <message>
        <source>tokens back</source>
        <translation>往回的词元数</translation>
    </message>
    <message>
        <source>mean weight by distance</source>
        <translation>按距离的平均权重</translation>
    </message>
    <message>
        <source>Reach with memory</source>
        <translation>带记忆时的可达范围</translation>
    </message>
    <message>
        <source>Reach without memory</source>
        <translation>不带记忆时的可达范围</translation>
    </message>
    <message>
        <source>With memory: {n} remembered | the segment</source>
        <translation>带记忆：记住的 {n} 个词元｜本片段</translation>
    </message>
    <message>
        <source>The same segment without memory</source>
        <translation>同一片段，不带记忆</translation>
    </message>
    <message>
        <source>with memory</source>
        <translation>带记忆</translation>
    </message>
    <message>
        <source>without</source>
        <translation>不带记忆</translation>
    </message>
    <message>
        <source>layer {n}</source>
        <translation>第 {n} 层</translation>
    </message>
    <message>
        <source>words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>What “{word}” is made of: click another token to trace it back</source>
        <translation>“{word}”由什么构成：点击别的词元可追溯它的来源</translation>
    </message>
    <message>
        <source>With memory</source>
        <translation>带记忆</translation>
    </message>
    <message>
        <source>Without memory</source>
        <translation>不带记忆</translation>
    </message>
    <message>
        <source>{kind}, tokens back that it reaches: {n}</source>
        <translation>{kind}，往回够到的词元数：{n}</translation>
    </message>
    <message>
        <source>The weights of this model are random: it shows what can be seen, not what is worth seeing.</source>
        <translation>这个模型的权重是随机的：它显示能看到什么，而不是什么值得看。</translation>
    </message>
    <message>
        <source>Read with {model}.</source>
        <translation>由 {model} 读入。</translation>
    </message>
    <message>
        <source>{n} tokens at the end were not read.</source>
        <translation>末尾的 {n} 个词元没有读入。</translation>
    </message>
</context>
<context>
    <name>MemoryControls</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆</translation>
    </message>
    <message>
        <source>Transformer-XL, random weights</source>
        <translation>Transformer-XL（随机权重）</translation>
    </message>
    <message>
        <source>XLNet with memory</source>
        <translation>带记忆的 XLNet</translation>
    </message>
    <message>
        <source>Open a Transformer-XL…</source>
        <translation>打开 Transformer-XL…</translation>
    </message>
    <message>
        <source>Folder with config.json, weights and vocab.txt</source>
        <translation>含有 config.json、权重和 vocab.txt 的文件夹</translation>
    </message>
</context>
<context>
    <name>LengthSlider</name>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} 个词元</translation>
    </message>
</context>
<context>
    <name>SegmentStepper</name>
    <message>
        <source>‹ Previous</source>
        <translation>‹ 上一个</translation>
    </message>
    <message>
        <source>Next ›</source>
        <translation>下一个 ›</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Segment {number} of {count}</source>
        <translation>片段 {number} / {count}</translation>
    </message>
</context>
<context>
    <name>TermsView</name>
    <message>
        <source>The four terms of the score</source>
        <translation>分数的四项</translation>
    </message>
    <message>
        <source>the query × the key’s word</source>
        <translation>查询 × 键的词</translation>
    </message>
    <message>
        <source>the query × the distance</source>
        <translation>查询 × 距离</translation>
    </message>
    <message>
        <source>the key’s word, for any query</source>
        <translation>键的词，与查询无关</translation>
    </message>
    <message>
        <source>the distance, for any query</source>
        <translation>距离，与查询无关</translation>
    </message>
    <message>
        <source>{query} → {key}, distance {n}</source>
        <translation>{query} → {key}，距离 {n}</translation>
    </message>
    <message>
        <source>score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>hidden: the key comes later</source>
        <translation>隐藏：键在后面</translation>
    </message>
    <message>
        <source>weight after the softmax: {weight}</source>
        <translation>softmax 之后的权重：{weight}</translation>
    </message>
</context>
<context>
    <name>BlockNames</name>
    <message>
        <source>Embedding</source>
        <translation>词嵌入</translation>
    </message>
    <message>
        <source>+ Positions</source>
        <translation>+ 位置</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Layer {layer}</source>
        <translation>第 {layer} 层</translation>
    </message>
    <message>
        <source>Add and norm</source>
        <translation>残差与归一化</translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation>前馈网络</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性层</translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation>Softmax</translation>
    </message>
    <message>
        <source>Cross-attention</source>
        <translation>交叉注意力</translation>
    </message>
    <message>
        <source>Masked self-attention</source>
        <translation>带掩码的自注意力</translation>
    </message>
    <message>
        <source>Self-attention</source>
        <translation>自注意力</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source> and </source>
        <translation> 和 </translation>
    </message>
    <message>
        <source>{takes} → {gives}</source>
        <translation>{takes} → {gives}</translation>
    </message>
    <message>
        <source>{shapes} · no parameters</source>
        <translation>{shapes} · 无参数</translation>
    </message>
    <message>
        <source>{shapes} · {n} parameters</source>
        <translation>{shapes} · {n} 个参数</translation>
    </message>
</context>
<context>
    <name>ArchitectureView</name>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
</context>
<context>
    <name>SentenceRow</name>
    <message>
        <source>Chinese sentence</source>
        <translation>中文句子</translation>
    </message>
    <message>
        <source>Type a Chinese sentence, or choose an example</source>
        <translation>输入一个中文句子，或选一个例句</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>例句</translation>
    </message>
</context>
<context>
    <name>NextWords</name>
    <message>
        <source>Write “{word}” here, and let the model go on</source>
        <translation>在此写“{word}”，让模型接着写</translation>
    </message>
    <message>
        <source>probability {value}</source>
        <translation>概率 {value}</translation>
    </message>
</context>
<context>
    <name>AlternativesRow</name>
    <message>
        <source>Alternatives at this place</source>
        <translation>此处的备选词</translation>
    </message>
    <message>
        <source>After “{words}”:</source>
        <translation>在“{words}”之后：</translation>
    </message>
    <message>
        <source>Write “{word}” here, and let the model go on</source>
        <translation>在此写“{word}”，让模型接着写</translation>
    </message>
    <message>
        <source>probability {value}</source>
        <translation>概率 {value}</translation>
    </message>
</context>
<context>
    <name>WritingRow</name>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>到结尾</translation>
    </message>
    <message>
        <source>As the model would</source>
        <translation>恢复模型的译文</translation>
    </message>
    <message>
        <source>Take out the words that were put in by hand</source>
        <translation>去掉手动放入的词</translation>
    </message>
    <message>
        <source>Lines of</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>Which head of the cross-attention is drawn as lines</source>
        <translation>交叉注意力的哪个头画成连线</translation>
    </message>
    <message>
        <source>word {n} of {total}</source>
        <translation>第 {n} 个词，共 {total} 个</translation>
    </message>
    <message>
        <source>{head}, aligns best</source>
        <translation>{head}，对齐最好</translation>
    </message>
</context>
<context>
    <name>TranslationLines</name>
    <message>
        <source>Translation, with its attention to the source</source>
        <translation>译文及其对源句的注意力</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
</context>
<context>
    <name>SinusoidGrid</name>
    <message>
        <source>Sinusoids of the positions</source>
        <translation>位置的正弦波</translation>
    </message>
    <message>
        <source>{positions} positions × {dimensions} dimensions; the first {n} have words</source>
        <translation>{positions} 个位置 × {dimensions} 个维度；前 {n} 个有词</translation>
    </message>
    <message>
        <source>position {row}, dimension {column}</source>
        <translation>位置 {row}，维度 {column}</translation>
    </message>
</context>
<context>
    <name>HeadMaps</name>
    <message>
        <source>Mask: what each word may see</source>
        <translation>掩码：每个词能看到什么</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Draw this head as lines above</source>
        <translation>在上方把这个头画成连线</translation>
    </message>
    <message>
        <source>Head {head}</source>
        <translation>头 {head}</translation>
    </message>
</context>
<context>
    <name>BlockDetails</name>
    <message>
        <source>Picture</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>{file}, line {line}</source>
        <translation>{file}，第 {line} 行</translation>
    </message>
    <message>
        <source>Source code</source>
        <translation>源代码</translation>
    </message>
</context>
<context>
    <name>PermutationsPage</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Read by {model}.</source>
        <translation>由 {model} 读取。</translation>
    </message>
    <message>
        <source>Read by the built-in {model}: the open model is no XLNet.</source>
        <translation>由内置的 {model} 读取：当前打开的模型不是 XLNet。</translation>
    </message>
    <message>
        <source>Mean loss {loss} over {count} words, forward {ms} ms.</source>
        <translation>平均损失 {loss}（{count} 个被预测的词），前向 {ms} 毫秒。</translation>
    </message>
    <message>
        <source>Content stream</source>
        <translation>内容流</translation>
    </message>
    <message>
        <source>Query stream</source>
        <translation>查询流</translation>
    </message>
    <message>
        <source>itself and what is before it</source>
        <translation>自身以及排在它之前的</translation>
    </message>
    <message>
        <source>what is before it</source>
        <translation>排在它之前的</translation>
    </message>
    <message>
        <source>The order stands here once the text is read.</source>
        <translation>读完文本后，顺序显示在这里。</translation>
    </message>
</context>
<context>
    <name>OrderControls</name>
    <message>
        <source>Left to right</source>
        <translation>从左到右</translation>
    </message>
    <message>
        <source>Right to left</source>
        <translation>从右到左</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>Seed of the shuffled order</source>
        <translation>打乱顺序的随机种子</translation>
    </message>
    <message>
        <source>The same seed shuffles in the same way again</source>
        <translation>相同的种子得到相同的顺序</translation>
    </message>
    <message>
        <source>Click again for another order</source>
        <translation>再次点击换一个顺序</translation>
    </message>
    <message>
        <source>The order as positions</source>
        <translation>以位置表示的顺序</translation>
    </message>
    <message>
        <source>The first of the order first; Enter lays it</source>
        <translation>从顺序中的第一个写起；按回车生效</translation>
    </message>
    <message>
        <source>How many words are predicted</source>
        <translation>预测多少个词</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Predict every word</source>
        <translation>预测每个词</translation>
    </message>
    <message>
        <source>Predict the last {count}</source>
        <translation>预测最后 {count} 个</translation>
    </message>
</context>
<context>
    <name>OrderWords</name>
    <message>
        <source>“{token}”, position {position}, comes {rank} of {count}</source>
        <translation>“{token}”，位置 {position}，次序 {rank}/{count}</translation>
    </message>
    <message>
        <source>Nothing comes before it: it sees no other token</source>
        <translation>没有词元排在它之前：它看不见其他词元</translation>
    </message>
    <message>
        <source>It sees: {tokens}</source>
        <translation>它看见：{tokens}</translation>
    </message>
    <message>
        <source>Drag it to another place; click to keep it in view</source>
        <translation>拖到别处可改变次序；点击可固定查看</translation>
    </message>
    <message>
        <source>Picked up “{token}”. Left and Right move it, Space drops it, Esc gives up</source>
        <translation>已拿起“{token}”。左右键移动，空格放下，Esc 放弃</translation>
    </message>
    <message>
        <source>Given up: the order is as it was</source>
        <translation>已放弃：顺序恢复原样</translation>
    </message>
</context>
<context>
    <name>TargetList</name>
    <message>
        <source>probability {value}</source>
        <translation>概率 {value}</translation>
    </message>
</context>
<context>
    <name>TargetView</name>
    <message>
        <source>What is predicted</source>
        <translation>预测结果</translation>
    </message>
    <message>
        <source>Point at a token of the order, or click it.</source>
        <translation>把指针放到顺序中的一个词元上，或点击它。</translation>
    </message>
    <message>
        <source>A mask stands here: nobody knows the true token, so it has no loss.</source>
        <translation>此处是掩码：真实词元未知，因此没有损失。</translation>
    </message>
    <message>
        <source>“{token}” is there: rank {rank}, probability {value}, loss {loss}</source>
        <translation>实际是“{token}”：排名 {rank}，概率 {value}，损失 {loss}</translation>
    </message>
    <message>
        <source>Added by the tokenizer: it is seen, and never predicted.</source>
        <translation>由分词器添加：可以被看见，但从不预测。</translation>
    </message>
    <message>
        <source>It sees nothing, so there is nothing to predict it from.</source>
        <translation>它什么也看不见，因此没有可供预测的依据。</translation>
    </message>
    <message>
        <source>Not predicted: only the last words of the order are.</source>
        <translation>未预测：只预测顺序中最后的词。</translation>
    </message>
</context>
<context>
    <name>NumbersView</name>
    <message>
        <source>The numbers that the model is given</source>
        <translation>模型得到的数字</translation>
    </message>
    <message>
        <source>perm_mask and target_mapping</source>
        <translation>perm_mask 与 target_mapping</translation>
    </message>
</context>
<context>
    <name>OrderView</name>
    <message>
        <source>Factorisation order</source>
        <translation>分解顺序</translation>
    </message>
</context>
<context>
    <name>StreamView</name>
    <message>
        <source>{stream}: what may be seen</source>
        <translation>{stream}：能看见什么</translation>
    </message>
    <message>
        <source>{stream}: attention map</source>
        <translation>{stream}：注意力图</translation>
    </message>
    <message>
        <source>{stream}: {sees}</source>
        <translation>{stream}：{sees}</translation>
    </message>
</context>
<context>
    <name>ChangeGrid</name>
    <message>
        <source>Change of every head</source>
        <translation>每个头的变化</translation>
    </message>
    <message>
        <source>no such head</source>
        <translation>没有这个头</translation>
    </message>
    <message>
        <source>{n} bits</source>
        <translation>{n} 比特</translation>
    </message>
</context>
<context>
    <name>HeadRanking</name>
    <message>
        <source>Heads that changed most</source>
        <translation>变化最大的头</translation>
    </message>
    <message>
        <source>Show {head}; it changed by {n} bits</source>
        <translation>显示 {head}；它变化了 {n} 比特</translation>
    </message>
</context>
<context>
    <name>SideView</name>
    <message>
        <source>Predictions {when}</source>
        <translation>{when}的预测</translation>
    </message>
    <message>
        <source>{when}: class</source>
        <translation>{when}：类别</translation>
    </message>
    <message>
        <source>{when}: classes, each by itself</source>
        <translation>{when}：各类别分别判断</translation>
    </message>
    <message>
        <source>{when}: number</source>
        <translation>{when}：数值</translation>
    </message>
    <message>
        <source>{when}: mask at {n}</source>
        <translation>{when}：位置 {n} 的掩码</translation>
    </message>
    <message>
        <source>{when}: after “{label}”</source>
        <translation>{when}：“{label}”之后</translation>
    </message>
    <message>
        <source>This checkpoint has no head that predicts.</source>
        <translation>该检查点没有预测头。</translation>
    </message>
    <message>
        <source>This text was not read whole, so it has no class.</source>
        <translation>文本没有完整读取，因此没有类别。</translation>
    </message>
    <message>
        <source>Click a token above to mask it: this checkpoint predicts words.</source>
        <translation>点击上方的词元把它掩码：该检查点会预测词。</translation>
    </message>
    <message>
        <source>Nothing is predicted of this text.</source>
        <translation>对这段文本没有预测。</translation>
    </message>
    <message>
        <source>It has no head of words.</source>
        <translation>它没有词预测头。</translation>
    </message>
    <message>
        <source>It has no head of classes.</source>
        <translation>它没有分类头。</translation>
    </message>
</context>
<context>
    <name>CompareControls</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Held-out set…</source>
        <translation>留出集…</translation>
    </message>
    <message>
        <source>A text file with a sentence a line, or a table (.tsv) with a column “text”</source>
        <translation>每行一句的文本文件，或含有“text”列的表格（.tsv）</translation>
    </message>
    <message>
        <source>Without a held-out set</source>
        <translation>不用留出集</translation>
    </message>
    <message>
        <source>→ after: {name}</source>
        <translation>→ 之后：{name}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>{title} (base model)</source>
        <translation>{title}（基础模型）</translation>
    </message>
    <message>
        <source>Sentences: {n}</source>
        <translation>句子数：{n}</translation>
    </message>
    <message>
        <source>left out: {n} (the first is {line})</source>
        <translation>略去 {n} 行（第一处：{line}）</translation>
    </message>
    <message>
        <source>cut to what both models read: {n}</source>
        <translation>截断到两个模型都能读取的长度：{n}</translation>
    </message>
    <message>
        <source>Folder of the model before</source>
        <translation>之前的模型所在文件夹</translation>
    </message>
    <message>
        <source>Held-out set</source>
        <translation>留出集</translation>
    </message>
    <message>
        <source>Sentences (*.txt *.tsv *.tab);;All (*)</source>
        <translation>句子 (*.txt *.tsv *.tab);;全部 (*)</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Open a model at the top left to compare it with what it was before.</source>
        <translation>请在左上方打开一个模型，与它之前的样子比较。</translation>
    </message>
    <message>
        <source>Opening the model before: {step} …</source>
        <translation>正在打开之前的模型：{step} …</translation>
    </message>
    <message>
        <source>Both are the same checkpoint, so nothing changed. Open a fine-tuned one at the top left, or choose another model before.</source>
        <translation>两者是同一个检查点，所以没有变化。请在左上方打开一个微调过的模型，或选择另一个“之前”的模型。</translation>
    </message>
</context>
<context>
    <name>DifferenceMap</name>
    <message>
        <source>Difference of two maps</source>
        <translation>两张图的差</translation>
    </message>
    <message>
        <source>weight {change}</source>
        <translation>权重 {change}</translation>
    </message>
</context>
<context>
    <name>FateWords</name>
    <message>
        <source>masked</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>a random token</source>
        <translation>随机词元</translation>
    </message>
    <message>
        <source>chosen, but left as it is</source>
        <translation>被选中，但保持原样</translation>
    </message>
</context>
<context>
    <name>MaskedRows</name>
    <message>
        <source>text</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>model reads</source>
        <translation>模型读到</translation>
    </message>
    <message>
        <source>label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>predicts</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Text as the model reads it</source>
        <translation>模型读到的文本</translation>
    </message>
    <message>
        <source>{word}: {fate}, predicted {guess}, loss {loss}</source>
        <translation>{word}：{fate}，预测 {guess}，损失 {loss}</translation>
    </message>
    <message>
        <source>No token was chosen</source>
        <translation>没有选中任何词元</translation>
    </message>
</context>
<context>
    <name>EpochsGrid</name>
    <message>
        <source>What was chosen in each epoch</source>
        <translation>每一轮选中了什么</translation>
    </message>
    <message>
        <source>epoch {n}</source>
        <translation>第 {n} 轮</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>未选中</translation>
    </message>
</context>
<context>
    <name>MaskingControls</name>
    <message>
        <source>Choose</source>
        <translation>选取</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>of these: masked</source>
        <translation>其中：掩码</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>不变</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>再抽一次</translation>
    </message>
    <message>
        <source>Dynamic</source>
        <translation>动态</translation>
    </message>
    <message>
        <source>Static</source>
        <translation>静态</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>whole words</source>
        <translation>整词</translation>
    </message>
    <message>
        <source>spans</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Tokens one by one as BERT, whole words, or spans of words as SpanBERT</source>
        <translation>像 BERT 那样逐个选词元，选整词，或像 SpanBERT 那样选由词组成的片段</translation>
    </message>
    <message>
        <source>How many tokens the model has to predict</source>
        <translation>模型要预测多少词元</translation>
    </message>
    <message>
        <source>The same with the next seed</source>
        <translation>换下一个种子再来一次</translation>
    </message>
    <message>
        <source>Each epoch draws anew, as RoBERTa</source>
        <translation>每一轮重新抽取，如 RoBERTa</translation>
    </message>
    <message>
        <source>All epochs read the first draw</source>
        <translation>所有轮次都用第一次抽取的结果</translation>
    </message>
</context>
<context>
    <name>WayView</name>
    <message>
        <source>loss {loss} nats</source>
        <translation>损失 {loss} 奈特</translation>
    </message>
    <message>
        <source>As {word}</source>
        <translation>换成 {word}</translation>
    </message>
    <message>
        <source>As a random token, “{word}”</source>
        <translation>换成随机词元“{word}”</translation>
    </message>
    <message>
        <source>Unchanged, “{word}”</source>
        <translation>保持原样“{word}”</translation>
    </message>
</context>
<context>
    <name>ComparisonView</name>
    <message>
        <source>Map with the mask less the unchanged one</source>
        <translation>掩码后的图减去原样的图</translation>
    </message>
    <message>
        <source>Map with a random token less the unchanged one</source>
        <translation>随机词元的图减去原样的图</translation>
    </message>
    <message>
        <source>masked − unchanged</source>
        <translation>掩码 − 原样</translation>
    </message>
    <message>
        <source>random − unchanged</source>
        <translation>随机 − 原样</translation>
    </message>
    <message>
        <source>blue −{high} … red +{high}</source>
        <translation>蓝 −{high} … 红 +{high}</translation>
    </message>
</context>
<context>
    <name>SplitWordView</name>
    <message>
        <source>A part of a word, or the whole: {pieces}</source>
        <translation>遮一部分，还是遮整个词：{pieces}</translation>
    </message>
    <message>
        <source>piece</source>
        <translation>块</translation>
    </message>
    <message>
        <source>it alone masked</source>
        <translation>只遮它</translation>
    </message>
    <message>
        <source>all masked</source>
        <translation>全遮</translation>
    </message>
    <message>
        <source>mean loss</source>
        <translation>平均损失</translation>
    </message>
    <message>
        <source>Beside a masked piece the others give it away; of a whole word only the context is left.</source>
        <translation>只遮一块时，其余各块会泄露它；遮整个词时，只剩上下文可用。</translation>
    </message>
    <message>
        <source>“{word}” is a single token</source>
        <translation>“{word}”只是一个词元</translation>
    </message>
    <message>
        <source>Choose a word of several, to compare a part with the whole: {words}</source>
        <translation>选一个由几个词元组成的词，比较部分与整体：{words}</translation>
    </message>
    <message>
        <source>No word of this text has several tokens. Type a rare or a long one.</source>
        <translation>这段文本里没有由几个词元组成的词。请输入一个少见或较长的词。</translation>
    </message>
</context>
<context>
    <name>MaskingPage</name>
    <message>
        <source>One token, given in three ways</source>
        <translation>同一个词元，三种给法</translation>
    </message>
    <message>
        <source>No token was chosen. Draw again, raise the share, or type a longer text; a token that you click is compared all the same.</source>
        <translation>没有选中任何词元。请再抽一次、提高比例，或输入更长的文本；点某个词元仍可比较它。</translation>
    </message>
    <message>
        <source>Epoch {epoch}: mean loss {loss} nats over {n} of {all} tokens</source>
        <translation>第 {epoch} 轮：{all} 个词元中选了 {n} 个，平均损失 {loss} 奈特</translation>
    </message>
    <message>
        <source>Dynamic masking: every epoch draws anew</source>
        <translation>动态掩码：每一轮重新抽取</translation>
    </message>
    <message>
        <source>Static masking: every epoch reads the same draw</source>
        <translation>静态掩码：每一轮读同一次抽取</translation>
    </message>
    <message>
        <source>{n} of {all} tokens had to be predicted in {epochs} epochs</source>
        <translation>{epochs} 轮里，{all} 个词元中有 {n} 个要预测</translation>
    </message>
</context>
<context>
    <name>HeadRow</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
</context>
<context>
    <name>TransformerPage</name>
    <message>
        <source>The translator is being opened; the window's model comes first.</source>
        <translation>正在打开翻译模型；窗口的模型先打开。</translation>
    </message>
</context>
<context>
    <name>ReaderWords</name>
    <message>
        <source>Causal (GPT)</source>
        <translation>因果模型（GPT）</translation>
    </message>
    <message>
        <source>Every token sees every other. The chosen one is hidden by a mask.</source>
        <translation>每个词元都能看到其他所有词元。选中的词元被掩码遮住。</translation>
    </message>
    <message>
        <source>Sees what BERT sees. In training, the masks move each time that a text is read.</source>
        <translation>看到的与 BERT 相同。训练时，每次读到文本都遮住不同的词元。</translation>
    </message>
    <message>
        <source>Each token sees those before it in an order, drawn here, with the chosen one last.</source>
        <translation>每个词元看到某个顺序中排在它前面的词元；这里的顺序是抽取的，选中的排在最后。</translation>
    </message>
    <message>
        <source>Sees what is before it in its segment ({segment}) and in the memory ({memory}).</source>
        <translation>看到本片段（{segment}）中在它之前的词元和记忆（{memory}）。</translation>
    </message>
    <message>
        <source>Each token sees itself and everything before it.</source>
        <translation>每个词元看到自己和它之前的一切。</translation>
    </message>
    <message>
        <source>Predicts what the mask hides:</source>
        <translation>预测掩码遮住的词：</translation>
    </message>
    <message>
        <source>Predicts the last of the order:</source>
        <translation>预测顺序中的最后一个：</translation>
    </message>
    <message>
        <source>Predicts what comes next:</source>
        <translation>预测接下来的词：</translation>
    </message>
    <message>
        <source>Random weights: it shows what it may see, not what it knows.</source>
        <translation>权重是随机的：它显示能看到什么，而不是知道什么。</translation>
    </message>
    <message>
        <source>Nothing stands before it, so there is nothing to predict it from.</source>
        <translation>它前面什么都没有，无从预测。</translation>
    </message>
    <message>
        <source>{n} million parameters</source>
        <translation>{n} 百万参数</translation>
    </message>
    <message>
        <source>{n} tokens at the end were not read.</source>
        <translation>末尾的 {n} 个词元没有读入。</translation>
    </message>
</context>
<context>
    <name>ReaderColumn</name>
    <message>
        <source>What {model} may see</source>
        <translation>{model} 能看到什么</translation>
    </message>
    <message>
        <source>as it comes</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>“{token}”: {value}, rank {rank}</source>
        <translation>“{token}”：{value}，第 {rank} 名</translation>
    </message>
    <message>
        <source>Folder of a model</source>
        <translation>模型所在的文件夹</translation>
    </message>
</context>
<context>
    <name>CostView</name>
    <message>
        <source>Measure what they cost</source>
        <translation>测量代价</translation>
    </message>
    <message>
        <source>How far it is measured</source>
        <translation>测量进度</translation>
    </message>
    <message>
        <source>Layers only, without the output layer, on this machine: the quickest of a few passes, and the bytes of all that is alive at once beside the weights.</source>
        <translation>只算各层，不算输出层，在这台机器上测量：几次运行中最快的一次，以及权重之外同时存在的全部字节数。</translation>
    </message>
    <message>
        <source>tokens of the text</source>
        <translation>文本的词元数</translation>
    </message>
    <message>
        <source>milliseconds a pass</source>
        <translation>每次运行的毫秒数</translation>
    </message>
    <message>
        <source>MiB of memory</source>
        <translation>内存（MiB）</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Measure on</source>
        <translation>继续测量</translation>
    </message>
</context>
<context>
    <name>SuccessorsPage</name>
    <message>
        <source>‹ Previous token</source>
        <translation>‹ 上一个词元</translation>
    </message>
    <message>
        <source>Next token ›</source>
        <translation>下一个词元 ›</translation>
    </message>
    <message>
        <source>Predicted: “{token}” · click a row to predict another</source>
        <translation>预测的词元：“{token}”· 点击一行可预测另一个</translation>
    </message>
</context>
<context>
    <name>MapsView</name>
    <message>
        <source>Map before</source>
        <translation>之前的图</translation>
    </message>
    <message>
        <source>Map after</source>
        <translation>之后的图</translation>
    </message>
    <message>
        <source>Difference of the two maps</source>
        <translation>两张图之差</translation>
    </message>
    <message>
        <source>Before · {head}</source>
        <translation>之前 · {head}</translation>
    </message>
    <message>
        <source>After · {head}</source>
        <translation>之后 · {head}</translation>
    </message>
    <message>
        <source>After − before, up to ±{most}</source>
        <translation>之后 − 之前，至多 ±{most}</translation>
    </message>
</context>
<context>
    <name>ChangesView</name>
    <message>
        <source>This text</source>
        <translation>这段文本</translation>
    </message>
    <message>
        <source>Held-out set</source>
        <translation>留出集</translation>
    </message>
    <message>
        <source>Change in bits, from</source>
        <translation>变化（比特），依据</translation>
    </message>
    <message>
        <source>Changed most</source>
        <translation>变化最大</translation>
    </message>
    <message>
        <source>Choose a held-out set at the top right</source>
        <translation>请在右上方选择留出集</translation>
    </message>
</context>
<context>
    <name>BestRow</name>
    <message>
        <source>★ Best: trial {trial} after epoch {epoch}: {values}</source>
        <translation>★ 最佳：试验 {trial}，第 {epoch} 轮之后：{values}</translation>
    </message>
    <message>
        <source>Open in the explorer</source>
        <translation>在探索页中打开</translation>
    </message>
    <message>
        <source>Compare with its base</source>
        <translation>与基础模型比较</translation>
    </message>
    <message>
        <source>The same sentence, and the held-out part, before and after</source>
        <translation>同一句话与留出部分在微调前后的对比</translation>
    </message>
</context>
<context>
    <name>DataFields</name>
    <message>
        <source>by its name</source>
        <translation>按列名查找</translation>
    </message>
    <message>
        <source>by name; none: -</source>
        <translation>按列名查找；无则填 -</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>3,200 explanations of nouns, and which kind of thing each explains</source>
        <translation>3,200 条名词释义，以及各自所释事物的类别</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>Hold out a share of the data instead</source>
        <translation>改为从数据中留出一部分</translation>
    </message>
    <message>
        <source>Texts to learn from</source>
        <translation>用于学习的文本</translation>
    </message>
    <message>
        <source>Texts (*.csv *.tsv *.tab *.jsonl *.ndjson *.json *.txt);;All (*)</source>
        <translation>文本 (*.csv *.tsv *.tab *.jsonl *.ndjson *.json *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Held out: {name}</source>
        <translation>留出：{name}</translation>
    </message>
    <message>
        <source>Held-out file…</source>
        <translation>留出文件…</translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Folder of the base model</source>
        <translation>基础模型所在的文件夹</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>A .csv, .tsv, .jsonl or .txt; drop it here</source>
        <translation>.csv、.tsv、.jsonl 或 .txt 文件，可拖到这里</translation>
    </message>
    <message>
        <source>tell labels of texts</source>
        <translation>文本分类</translation>
    </message>
    <message>
        <source>fill masks</source>
        <translation>填充掩码</translation>
    </message>
    <message>
        <source>Text column</source>
        <translation>文本列</translation>
    </message>
    <message>
        <source>Second text</source>
        <translation>第二文本</translation>
    </message>
    <message>
        <source>Label column</source>
        <translation>标签列</translation>
    </message>
    <message>
        <source>Held-out share</source>
        <translation>留出比例</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>the open one: {name}</source>
        <translation>当前打开的：{name}</translation>
    </message>
</context>
<context>
    <name>FinetuneView</name>
    <message>
        <source>Search “{name}”</source>
        <translation>搜索“{name}”</translation>
    </message>
    <message>
        <source>Here a model learns a task from texts of yours, once for every combination of parameters that you name, side by side on this machine or on a cluster; then the best one opens in the explorer, and stands beside what it was before.</source>
        <translation>在这里，模型从您的文本中学习一项任务：对您指定的每一种参数组合各学一次，在本机或集群上并行进行；然后可打开最佳模型来探索，并与微调之前对照。</translation>
    </message>
    <message>
        <source>New search</source>
        <translation>新搜索</translation>
    </message>
    <message>
        <source>Open a search…</source>
        <translation>打开搜索…</translation>
    </message>
    <message>
        <source>Watch or resume the search of another folder</source>
        <translation>查看或继续另一个文件夹中的搜索</translation>
    </message>
    <message>
        <source>Folder of a search</source>
        <translation>搜索所在的文件夹</translation>
    </message>
</context>
<context>
    <name>LearningCurves</name>
    <message>
        <source>blue: the chosen trial · orange: the best one</source>
        <translation>蓝色：所选试验 · 橙色：最佳试验</translation>
    </message>
    <message>
        <source>Learning curves</source>
        <translation>学习曲线</translation>
    </message>
    <message>
        <source>Loss while learning, by epoch</source>
        <translation>训练损失（按轮）</translation>
    </message>
    <message>
        <source>Held out: {metric}, by epoch</source>
        <translation>留出部分：{metric}（按轮）</translation>
    </message>
</context>
<context>
    <name>LengthHistogram</name>
    <message>
        <source>{low} to {high} tokens: {count}</source>
        <translation>{low} 至 {high} 个词元：{count}</translation>
    </message>
    <message>
        <source>Lengths in tokens</source>
        <translation>以词元计的长度</translation>
    </message>
</context>
<context>
    <name>PreviewView</name>
    <message>
        <source>Rows to learn from: {train} · held out: {held_out} · labels: {labels}</source>
        <translation>用于学习的行：{train} · 留出：{held_out} · 标签：{labels}</translation>
    </message>
    <message>
        <source>and further labels: {n}, with {rows} rows</source>
        <translation>另有 {n} 个标签，共 {rows} 行</translation>
    </message>
    <message>
        <source>a maximum of {limit} cuts {share} of the texts</source>
        <translation>最大长度 {limit} 会截断 {share} 的文本</translation>
    </message>
    <message>
        <source>Rows of each label</source>
        <translation>各标签的行数</translation>
    </message>
    <message>
        <source>The first rows</source>
        <translation>前几行</translation>
    </message>
    <message>
        <source>Tokens of a text</source>
        <translation>每条文本的词元数</translation>
    </message>
    <message>
        <source>Reading the data; the first time takes some seconds …</source>
        <translation>正在读取数据，第一次需要几秒钟…</translation>
    </message>
    <message>
        <source>Rows to learn from: {train} · held out: {held_out}</source>
        <translation>用于学习的行：{train} · 留出：{held_out}</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>tokens of the longest: {n}</source>
        <translation>最长的词元数：{n}</translation>
    </message>
    <message>
        <source>and further notes: {n}</source>
        <translation>另有 {n} 条说明</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>{name} · base model {base} · {search}, {n} trials, {at_once} at once</source>
        <translation>{name} · 基础模型 {base} · {search}，{n} 次试验，同时 {at_once} 次</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>全部停止</translation>
    </message>
    <message>
        <source>End the search; what is done is kept</source>
        <translation>结束搜索，已完成的保留</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>The search is starting: the data are read, then Ray begins …</source>
        <translation>搜索正在启动：先读取数据，再启动 Ray…</translation>
    </message>
    <message>
        <source>No trial was begun in this search.</source>
        <translation>此搜索尚未开始任何试验。</translation>
    </message>
    <message>
        <source>Running: {over}, about {time} left</source>
        <translation>进行中：{over}，大约还需 {time}</translation>
    </message>
    <message>
        <source>Interrupted: {over}. Resume goes on where it was.</source>
        <translation>已中断：{over}。“继续”会从中断处接着进行。</translation>
    </message>
    <message>
        <source>{n} of {trials} trials are over</source>
        <translation>{trials} 次试验中已结束 {n} 次</translation>
    </message>
    <message>
        <source>Done in {time}: {over}</source>
        <translation>已完成，用时 {time}：{over}</translation>
    </message>
    <message>
        <source>Stopped after {time}: {over}</source>
        <translation>{time} 后停止：{over}</translation>
    </message>
    <message>
        <source>Interrupted after {time}: {over}. Resume goes on.</source>
        <translation>{time} 后中断：{over}。可点“继续”。</translation>
    </message>
    <message>
        <source>Failed after {time}: {over}</source>
        <translation>{time} 后失败：{over}</translation>
    </message>
    <message>
        <source>Running: {over}</source>
        <translation>进行中：{over}</translation>
    </message>
    <message>
        <source>{name} · base model {base} · {search}, 1 trial</source>
        <translation>{name} · 基础模型 {base} · {search}，1 次试验</translation>
    </message>
    <message>
        <source>{n} of 1 trial is over</source>
        <translation>1 次试验中已结束 {n} 次</translation>
    </message>
    <message>
        <source>1 of {trials} trials is over</source>
        <translation>{trials} 次试验中已结束 1 次</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>Trials: {n} · epochs of each: {epochs}</source>
        <translation>试验：{n} 次 · 每次轮数：{epochs}</translation>
    </message>
    <message>
        <source>Start the search</source>
        <translation>开始搜索</translation>
    </message>
    <message>
        <source>Folder for searches</source>
        <translation>存放搜索的文件夹</translation>
    </message>
    <message>
        <source>your searches</source>
        <translation>您的搜索</translation>
    </message>
    <message>
        <source>measuring how long that takes …</source>
        <translation>正在测量所需时间…</translation>
    </message>
    <message>
        <source>about {time} on this machine</source>
        <translation>在本机上约需 {time}</translation>
    </message>
    <message>
        <source>at most {time} on this machine</source>
        <translation>在本机上至多 {time}</translation>
    </message>
    <message>
        <source>What is searched for</source>
        <translation>要搜索的内容</translation>
    </message>
    <message>
        <source>The chosen data</source>
        <translation>所选的数据</translation>
    </message>
    <message>
        <source>Checkpoints kept in</source>
        <translation>检查点保存在</translation>
    </message>
    <message>
        <source>about {least} on this machine, {time} while it is as busy as now</source>
        <translation>在本机约需 {least}，若一直像现在这样繁忙则约 {time}</translation>
    </message>
</context>
<context>
    <name>SpaceFields</name>
    <message>
        <source>Search</source>
        <translation>搜索方式</translation>
    </message>
    <message>
        <source>Best by</source>
        <translation>最佳依据</translation>
    </message>
    <message>
        <source>Load…</source>
        <translation>读入…</translation>
    </message>
    <message>
        <source>Read the search space from a TOML file</source>
        <translation>从 TOML 文件读入搜索空间</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Write the search space into a TOML file</source>
        <translation>把搜索空间写入 TOML 文件</translation>
    </message>
    <message>
        <source>Search space</source>
        <translation>搜索空间</translation>
    </message>
    <message>
        <source>Search spaces (*.toml);;All (*)</source>
        <translation>搜索空间 (*.toml);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Values are separated by commas.</source>
        <translation>各值以逗号分隔。</translation>
    </message>
    <message>
        <source>Values are separated by commas; a range reads: 1e-5 to 1e-4 log</source>
        <translation>各值以逗号分隔；范围写作：1e-5 to 1e-4 log</translation>
    </message>
    <message>
        <source>grid: every combination</source>
        <translation>网格：所有组合</translation>
    </message>
    <message>
        <source>random draws</source>
        <translation>随机抽取</translation>
    </message>
    <message>
        <source>random, weak trials end early (ASHA)</source>
        <translation>随机，较差的试验提前结束 (ASHA)</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>CPUs a trial</source>
        <translation>每次试验 CPU</translation>
    </message>
    <message>
        <source>GPUs a trial</source>
        <translation>每次试验 GPU</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验数</translation>
    </message>
</context>
<context>
    <name>TrialRow</name>
    <message>
        <source>Trial {n}, {status}: {parts}</source>
        <translation>试验 {n}，{status}：{parts}</translation>
    </message>
    <message>
        <source>Choose a trial to see its curves and what it was.</source>
        <translation>选择一次试验，查看其曲线与参数。</translation>
    </message>
    <message>
        <source>after epoch {n}: {values}</source>
        <translation>第 {n} 轮之后：{values}</translation>
    </message>
    <message>
        <source>Stop trial {n}</source>
        <translation>停止试验 {n}</translation>
    </message>
</context>
<context>
    <name>TrialsTable</name>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>{state}, epoch {n} of {epochs}</source>
        <translation>{state}，第 {n}/{epochs} 轮</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>Maximum length</source>
        <translation>最大长度</translation>
    </message>
    <message>
        <source>Warm-up share</source>
        <translation>预热比例</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Masked share</source>
        <translation>掩盖比例</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>macro F1</source>
        <translation>宏平均 F1</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>ended early</source>
        <translation>提前结束</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
</context>
<context>
    <name>ExplorePage</name>
    <message>
        <source>Heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测</translation>
    </message>
</context>
<context>
    <name>Duration</name>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>ClusterFields</name>
    <message>
        <source>Other machines that run Ray; leave the address empty to compute here</source>
        <translation>运行 Ray 的其他机器；地址留空则在本机计算</translation>
    </message>
    <message>
        <source>Address of the cluster</source>
        <translation>集群地址</translation>
    </message>
    <message>
        <source>A folder or s3://… that all its machines see</source>
        <translation>集群中所有机器都能访问的文件夹或 s3://…</translation>
    </message>
    <message>
        <source>Run on a Ray cluster…</source>
        <translation>在 Ray 集群上运行…</translation>
    </message>
    <message>
        <source>On the Ray cluster {address}</source>
        <translation>在 Ray 集群 {address} 上</translation>
    </message>
</context>
<context>
    <name>KeptIn</name>
    <message>
        <source>Kept in: {folder}</source>
        <translation>保存在：{folder}</translation>
    </message>
    <message>
        <source>Each gets a folder of its own there; click for another place</source>
        <translation>每一个都会在其中有自己的文件夹；点击可另选位置</translation>
    </message>
</context>
<context>
    <name>RunRow</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>End the survey; what is measured is kept</source>
        <translation>结束统计；已测量的部分会保留</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>The survey of {name} is ending …</source>
        <translation>正在结束 {name} 的语料统计……</translation>
    </message>
    <message>
        <source>The survey of {name} is starting: the corpus is looked through, and the model opened …</source>
        <translation>{name} 的语料统计正在开始：浏览语料并打开模型……</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>约剩 {time}</translation>
    </message>
    <message>
        <source>not read: {n}</source>
        <translation>未能读取 {n} 行</translation>
    </message>
    <message>
        <source>The survey of {name} ended before anything was measured.</source>
        <translation>{name} 的语料统计在测量之前就结束了。</translation>
    </message>
    <message>
        <source>Leave it; what is measured stays in its folder</source>
        <translation>不再继续；已测量的部分仍留在其文件夹中</translation>
    </message>
    <message>
        <source>Surveying {name} · lines: {done} of {lines}</source>
        <translation>正在统计 {name} · 第 {done} 行，共 {lines} 行</translation>
    </message>
    <message>
        <source>{n} a second</source>
        <translation>每秒 {n} 行</translation>
    </message>
    <message>
        <source>The survey of {name} ended at line {done} of {lines}. Resume goes on where it was.</source>
        <translation>{name} 的语料统计结束于第 {done} 行，共 {lines} 行。“继续”会从那里接着进行。</translation>
    </message>
</context>
<context>
    <name>FormPage</name>
    <message>
        <source>A .txt with a sentence a line, a .jsonl or .parquet; drop it here</source>
        <translation>每行一句的 .txt，或 .jsonl、.parquet；可拖放到此处</translation>
    </message>
    <message>
        <source>Corpus</source>
        <translation>语料</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Column of the text</source>
        <translation>文本所在的列</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>工作进程数</translation>
    </message>
    <message>
        <source>Result kept in</source>
        <translation>结果保存在</translation>
    </message>
    <message>
        <source>Folder for surveys</source>
        <translation>存放语料统计的文件夹</translation>
    </message>
    <message>
        <source>your surveys</source>
        <translation>您的语料统计</translation>
    </message>
    <message>
        <source>Start the survey</source>
        <translation>开始统计</translation>
    </message>
    <message>
        <source>What is surveyed</source>
        <translation>统计的内容</translation>
    </message>
    <message>
        <source>one for each CPU of the cluster</source>
        <translation>集群的每个 CPU 一个</translation>
    </message>
    <message>
        <source>one for each CPU</source>
        <translation>每个 CPU 一个</translation>
    </message>
    <message>
        <source>0 measures in one process, which starts sooner.</source>
        <translation>0 表示只用一个进程测量，启动更快。</translation>
    </message>
    <message>
        <source>Sentences to survey</source>
        <translation>要统计的句子</translation>
    </message>
    <message>
        <source>Corpora (*.txt *.jsonl *.ndjson *.parquet *.pq);;All (*)</source>
        <translation>语料 (*.txt *.jsonl *.ndjson *.parquet *.pq);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Looked at last</source>
        <translation>最近查看</translation>
    </message>
    <message>
        <source>Another model is chosen at the top of the window</source>
        <translation>可在窗口顶部另选一个模型</translation>
    </message>
    <message>
        <source>Model: the one that is open</source>
        <translation>模型：当前打开的</translation>
    </message>
    <message>
        <source>one is opening …</source>
        <translation>正在打开……</translation>
    </message>
</context>
<context>
    <name>RecentList</name>
    <message>
        <source>A survey tells what every head does over a whole corpus, and which sentences excite it most. It is measured beside the window, which may be closed meanwhile.</source>
        <translation>语料统计说明每个头在整个语料上的行为，以及哪些句子最能激活它。测量在窗口之外进行，期间可以关闭窗口。</translation>
    </message>
    <message>
        <source>Looked at last</source>
        <translation>最近查看</translation>
    </message>
</context>
<context>
    <name>SurveyView</name>
    <message>
        <source>New survey</source>
        <translation>新的统计</translation>
    </message>
    <message>
        <source>Survey of {name}</source>
        <translation>{name} 的统计</translation>
    </message>
    <message>
        <source>Open a survey…</source>
        <translation>打开语料统计…</translation>
    </message>
    <message>
        <source>Open a survey</source>
        <translation>打开语料统计</translation>
    </message>
</context>
</TS>
