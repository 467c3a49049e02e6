<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>messages</name>
    <message>
        <source>0 workers measure in this process, without the cluster. Leave one out.</source>
        <translation>0 个工作进程意味着在本进程中测量，不用集群。请去掉其中一个。</translation>
    </message>
    <message>
        <source>1 CPU</source>
        <translation>1 个 CPU</translation>
    </message>
    <message>
        <source>1 GPU</source>
        <translation>1 个 GPU</translation>
    </message>
    <message>
        <source>1 row was</source>
        <translation>1 行</translation>
    </message>
    <message>
        <source>1 row {0} was left out (line {1}).</source>
        <translation>略去 1 行：{0}（第 {1} 行）。</translation>
    </message>
    <message>
        <source>1 text has</source>
        <translation>1 段文本有</translation>
    </message>
    <message>
        <source>A corpus is a text file with a sentence a line, a .jsonl or a .parquet file, not “{0}”. Unpack or convert {1}.</source>
        <translation>语料应是每行一句的文本文件、.jsonl 或 .parquet 文件，而不是“{0}”。请解压或转换 {1}。</translation>
    </message>
    <message>
        <source>A grid has no end with a range in it: give “{0}” a list of values, or choose search = "random".</source>
        <translation>含有区间的网格没有尽头：请为“{0}”列出若干值，或选择随机搜索。</translation>
    </message>
    <message>
        <source>A search already runs in {0}. Wait for it, stop it with --stop all, or choose another folder.</source>
        <translation>{0} 中已有一个搜索在运行。请等待或停止它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>A search that is resumed keeps what it began with. Leave out --{0}, or start a search in another folder.</source>
        <translation>继续的搜索沿用开始时的设置。请去掉 --{0}，或在其他文件夹中开始搜索。</translation>
    </message>
    <message>
        <source>A share of {0} cannot be held out. Give one between 0 and 1.</source>
        <translation>无法留出 {0} 的比例。请填写 0 与 1 之间的数。</translation>
    </message>
    <message>
        <source>A single row has the label {0}: it is learnt from, and not tested.</source>
        <translation>标签 {0} 只有一行：用于学习，不用于测试。</translation>
    </message>
    <message>
        <source>A survey already runs for {0}. Wait for it.</source>
        <translation>{0} 的语料统计已在运行。请等待。</translation>
    </message>
    <message>
        <source>A survey is written into a folder named ….parquet, not {0}.</source>
        <translation>语料统计写入名为 ….parquet 的文件夹，而不是 {0}。</translation>
    </message>
    <message>
        <source>A survey on a GPU takes one for each worker, and {0} has {1}. Compute on the CPU (--device cpu), or name a cluster that has one.</source>
        <translation>在 GPU 上统计时每个工作进程要占一个，而{0}有 {1} 个。请在 CPU 上计算（--device cpu），或指定有 GPU 的集群。</translation>
    </message>
    <message>
        <source>A trial asks for {0}, and {1} has {2}. Ask for 0 to compute on the CPU, or name a cluster that has one.</source>
        <translation>每次试验要求 {0}，而{1}有 {2} 个。填 0 则在 CPU 上计算，或指定有 GPU 的集群。</translation>
    </message>
    <message>
        <source>A trial asks for {0}, and {1} has {2}. Ask for fewer.</source>
        <translation>每次试验要求 {0}，而{1}有 {2} 个。请减少。</translation>
    </message>
    <message>
        <source>All {0} rows of {1} have the label “{2}”: there is nothing to tell apart. Add rows of another class.</source>
        <translation>{1} 的 {0} 行标签都是“{2}”，没有可区分的内容。请添加其他类别的行。</translation>
    </message>
    <message>
        <source>Another survey is being written into {0}. Wait for it, or name another folder.</source>
        <translation>另一个语料统计正在写入 {0}。请等待，或指定其他文件夹。</translation>
    </message>
    <message>
        <source>Choose another base model, or the task classification.</source>
        <translation>请选择其他基础模型，或选择文本分类任务。</translation>
    </message>
    <message>
        <source>Cut to {0} tokens, no text has one that could be masked. Choose a larger max_length, or other texts.</source>
        <translation>截断到 {0} 个词元后，没有文本含有可掩码的词元。请选择更大的最大长度，或其他文本。</translation>
    </message>
    <message>
        <source>Each of the {0} labels has a single row or shares its texts with one that has, so nothing can be held out. Add rows to them, or choose another label column.</source>
        <translation>{0} 个标签各只有一行，或与这样的标签共用文本，无法留出。请添加行，或选择其他标签列。</translation>
    </message>
    <message>
        <source>Each worker of a survey takes 1 CPU, and {0} has {1}. Let a machine with CPUs join it, or name another.</source>
        <translation>每个统计工作进程要占 1 个 CPU，而{0}有 {1} 个。请让有 CPU 的机器加入，或指定其他集群。</translation>
    </message>
    <message>
        <source>Line {0} of {1} is no row of a table ({2}). Write a quotation mark twice where it is part of a text.</source>
        <translation>{1} 第 {0} 行不是表格的一行（{2}）。文本中的引号请写两遍。</translation>
    </message>
    <message>
        <source>Line {0}: {1}.</source>
        <translation>第 {0} 行：{1}。</translation>
    </message>
    <message>
        <source>Longer than the model reads, and cut: {0}.</source>
        <translation>比模型能读的长而被截断：{0}。</translation>
    </message>
    <message>
        <source>Name the file of texts to learn from: a .csv, .tsv, .jsonl or .txt.</source>
        <translation>请指定要学习的文本文件：.csv、.tsv、.jsonl 或 .txt。</translation>
    </message>
    <message>
        <source>Name the folder of the search: --out DIR.</source>
        <translation>请指定搜索的文件夹：--out DIR。</translation>
    </message>
    <message>
        <source>No Ray cluster runs on this machine. Leave out the address to start one for this command, or name another.</source>
        <translation>本机没有运行 Ray 集群。不填地址则在本机启动一个，或填写其他地址。</translation>
    </message>
    <message>
        <source>No line of {0} is a JSON object. Write one on each line, as {{"text": "a small dog", "label": "animal"}}.</source>
        <translation>{0} 中没有一行是 JSON 对象。请每行写一个，例如 {{"text": "a small dog", "label": "animal"}}。</translation>
    </message>
    <message>
        <source>No row of {0} can be held out. Choose another file.</source>
        <translation>{0} 没有可留出的行。请选择其他文件。</translation>
    </message>
    <message>
        <source>No trial came to the end of an epoch; the table says why.</source>
        <translation>没有试验完成一轮；原因见表。</translation>
    </message>
    <message>
        <source>Ray could not be started here ({0}). Is there room in memory and on the disk?</source>
        <translation>无法在此启动 Ray（{0}）。内存和磁盘还有空间吗？</translation>
    </message>
    <message>
        <source>Ray could not go on ({0}). Resume the search; finished trials are kept.</source>
        <translation>Ray 无法继续（{0}）。请继续搜索；已完成的试验会保留。</translation>
    </message>
    <message>
        <source>Rows with the label {0} are learnt from, and not tested: their texts have other labels, too, of which no more can be held out.</source>
        <translation>标签 {0} 的行用于学习，不用于测试：它们的文本还有其他标签，而那些标签不能再留出更多。</translation>
    </message>
    <message>
        <source>Searches and surveys run on Ray, which is not installed. This line installs it: {0} -m pip install "ray[client,data,tune]"</source>
        <translation>搜索和语料统计在 Ray 上运行，而 Ray 尚未安装。用这一行安装：{0} -m pip install "ray[client,data,tune]"</translation>
    </message>
    <message>
        <source>Sentences: {0}, tokens: {1}.</source>
        <translation>句子：{0}，词元：{1}。</translation>
    </message>
    <message>
        <source>The Ray at {0} could not be joined ({1}). If it was started with a token, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN here as there.</source>
        <translation>无法加入 {0} 的 Ray（{1}）。如果它启动时使用了令牌，请在此同样设置 RAY_AUTH_MODE=token 和 RAY_AUTH_TOKEN。</translation>
    </message>
    <message>
        <source>The Ray at {0} does not answer ({1}). Check that it runs and that its port is open, or leave out the address to compute here.</source>
        <translation>{0} 的 Ray 没有应答（{1}）。请检查它是否在运行、端口是否开放，或不填地址而在本机计算。</translation>
    </message>
    <message>
        <source>The base model {0} is not what the search began with, so its trials could not be compared. Restore it, or start a search in another folder.</source>
        <translation>基础模型 {0} 与搜索开始时不同，试验之间无法比较。请恢复它，或在其他文件夹中开始搜索。</translation>
    </message>
    <message>
        <source>The best model could not be written to {0}: {1}. Its trial is kept: mend that, and resume the search.</source>
        <translation>无法把最好的模型写入 {0}：{1}。其试验已保留：请排除问题后继续搜索。</translation>
    </message>
    <message>
        <source>The cluster at {0} runs other versions than this program: {1} Install the same on both.</source>
        <translation>集群 {0} 的版本与本程序不同：{1} 请在两边安装相同的版本。</translation>
    </message>
    <message>
        <source>The column “{0}” of {1} is named twice. Name one column for the text, another for the second text, another for the label.</source>
        <translation>{1} 的“{0}”列被指定了两次。请分别为文本、第二段文本和标签指定不同的列。</translation>
    </message>
    <message>
        <source>The corpus {0} cannot be opened: {1}.</source>
        <translation>无法打开语料 {0}：{1}。</translation>
    </message>
    <message>
        <source>The disk is full. Free some space and resume the search.</source>
        <translation>磁盘已满。请腾出空间后继续搜索。</translation>
    </message>
    <message>
        <source>The disk of {0} is full. Free some space, or choose another disk.</source>
        <translation>{0} 所在的磁盘已满。请腾出空间，或选择其他磁盘。</translation>
    </message>
    <message>
        <source>The file name {0}… is too long. Choose a shorter one.</source>
        <translation>文件名 {0}… 太长。请选择更短的。</translation>
    </message>
    <message>
        <source>The folder {0} cannot be made: {1}.</source>
        <translation>无法创建文件夹 {0}：{1}。</translation>
    </message>
    <message>
        <source>The folder {0} cannot be written to. Choose another folder.</source>
        <translation>无法写入文件夹 {0}。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The label column has {0} different values, as “{1}”. Choose one with at most {2}.</source>
        <translation>标签列有 {0} 个不同的值，例如“{1}”。请选择至多有 {2} 个值的列。</translation>
    </message>
    <message>
        <source>The loss became infinite or no number in epoch {0}, step {1}. Try a smaller learning rate.</source>
        <translation>损失在第 {0} 轮第 {1} 步变为无穷大或不是数。请试试更小的学习率。</translation>
    </message>
    <message>
        <source>The model failed ({0}). Try another text, or open another model.</source>
        <translation>模型出错（{0}）。请换一段文本，或打开其他模型。</translation>
    </message>
    <message>
        <source>The process ended with code {0}. What is done is kept; {1} holds what it said last.</source>
        <translation>进程以代码 {0} 结束。已完成的会保留；{1} 中有它最后的输出。</translation>
    </message>
    <message>
        <source>The quotation mark that opens in line {0} of {1} is never closed. Close it, or write it twice where it is part of a text.</source>
        <translation>{1} 第 {0} 行开始的引号没有结束。请补上结束的引号；文本中的引号请写两遍。</translation>
    </message>
    <message>
        <source>The search in {0} keeps its checkpoints in {1}, and not in {2}. Leave out --storage, or start a search in another folder.</source>
        <translation>{0} 中的搜索把检查点存放在 {1}，而不是 {2}。请去掉存储位置（--storage），或在其他文件夹中开始搜索。</translation>
    </message>
    <message>
        <source>The search was interrupted; --resume goes on with it.</source>
        <translation>搜索被中断；--resume 可继续。</translation>
    </message>
    <message>
        <source>The search was stopped; --resume goes on with it.</source>
        <translation>搜索已停止；--resume 可继续。</translation>
    </message>
    <message>
        <source>The share that is held out is “{0}”. Give a number such as 0.2.</source>
        <translation>留出比例是“{0}”。请填写数字，例如 0.2。</translation>
    </message>
    <message>
        <source>The task {0} has no metric “{1}”. It has {2}.</source>
        <translation>任务 {0} 没有指标“{1}”。它有 {2}。</translation>
    </message>
    <message>
        <source>The tokenizer of {0} has neither a padding token nor an end token, so texts of several lengths cannot be learnt together. Choose another base model.</source>
        <translation>{0} 的分词器既没有填充词元也没有结束词元，无法同时学习长短不一的文本。请选择其他基础模型。</translation>
    </message>
    <message>
        <source>The workers cannot go on: {0} What is finished is kept: ask for the same survey again once that is mended.</source>
        <translation>工作进程无法继续：{0} 已完成的会保留：排除问题后请再次开始同样的语料统计。</translation>
    </message>
    <message>
        <source>There is no built-in model “{0}”. There are: {1}.</source>
        <translation>没有内置模型“{0}”。内置模型有：{1}。</translation>
    </message>
    <message>
        <source>There is no corpus {0}. Check the path.</source>
        <translation>没有语料 {0}。请检查路径。</translation>
    </message>
    <message>
        <source>There is no encoding “{0}”. Try utf-8, latin-1 or gb18030.</source>
        <translation>没有“{0}”这种编码。请试试 utf-8、latin-1 或 gb18030。</translation>
    </message>
    <message>
        <source>There is no file {0}, which the search learns from. Put it back, or name it where it lies now (DATA, --held-out FILE).</source>
        <translation>没有文件 {0}，而搜索要从它学习。请放回原处，或指明它现在的位置（DATA、--held-out FILE）。</translation>
    </message>
    <message>
        <source>There is no file {0}. Choose one that is there.</source>
        <translation>没有文件 {0}。请选择存在的文件。</translation>
    </message>
    <message>
        <source>There is no folder {0}. Create it, or choose another folder.</source>
        <translation>没有文件夹 {0}。请创建它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>There is no folder “{0}”, and it is not a name on the hub (owner/name).</source>
        <translation>没有文件夹“{0}”，它也不是 hub 上的名称（所有者/名称）。</translation>
    </message>
    <message>
        <source>There is no {0} “{1}”. Known are {2}.</source>
        <translation>没有{0}“{1}”。可用的有 {2}。</translation>
    </message>
    <message>
        <source>This grid has {0} trials, more than {1}. Leave some out.</source>
        <translation>这个网格有 {0} 次试验，超过 {1} 次。请去掉一些。</translation>
    </message>
    <message>
        <source>This is no TOML: {0}.</source>
        <translation>这不是 TOML：{0}。</translation>
    </message>
    <message>
        <source>This model knows {0} words, and {1} {2} not among them. Choose other words.</source>
        <translation>此模型认识 {0} 个词，其中没有 {1}。请换用其他词。</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>choose the device “cpu”</source>
        <translation>选择设备“cpu”</translation>
    </message>
    <message>
        <source>close other programs</source>
        <translation>关闭其他程序</translation>
    </message>
    <message>
        <source>field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>search.json is not one of this program: {0}.</source>
        <translation>search.json 不是本程序写的：{0}。</translation>
    </message>
    <message>
        <source>that said the same as an earlier one</source>
        <translation>与前面的行相同</translation>
    </message>
    <message>
        <source>the cluster at {0}</source>
        <translation>集群 {0} </translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>with a label of more than {0} characters</source>
        <translation>标签超过 {0} 个字符</translation>
    </message>
    <message>
        <source>with a text of more than {0} characters</source>
        <translation>文本超过 {0} 个字符</translation>
    </message>
    <message>
        <source>with more cells than the first row has</source>
        <translation>单元格比第一行多</translation>
    </message>
    <message>
        <source>without a label</source>
        <translation>没有标签</translation>
    </message>
    <message>
        <source>without text</source>
        <translation>没有文本</translation>
    </message>
    <message>
        <source>{0} CPUs</source>
        <translation>{0} 个 CPU</translation>
    </message>
    <message>
        <source>{0} GPUs</source>
        <translation>{0} 个 GPU</translation>
    </message>
    <message>
        <source>{0} The model now runs on the CPU.</source>
        <translation>{0} 模型现在在 CPU 上运行。</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} 以及另外 {1} 个</translation>
    </message>
    <message>
        <source>{0} cannot be a file name: {1}.</source>
        <translation>{0} 不能作文件名：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>无法读取 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}. Choose another folder.</source>
        <translation>无法读取 {0}：{1}。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} cannot be written to: {1}.</source>
        <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}.</source>
        <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} does not hold the checkpoints of this search any more. Put them back, or start a search in another folder.</source>
        <translation>{0} 中不再有此搜索的检查点。请放回，或在其他文件夹中开始搜索。</translation>
    </message>
    <message>
        <source>{0} does not say where the search keeps its checkpoints: {1}. Start a search in another folder.</source>
        <translation>{0} 没有说明搜索把检查点存放在哪里：{1}。请在其他文件夹中开始搜索。</translation>
    </message>
    <message>
        <source>{0} has no column “{1}”. It has {2}.</source>
        <translation>{0} 没有“{1}”列。它有 {2}。</translation>
    </message>
    <message>
        <source>{0} has no column “{1}”. It has {2}: name one of them.</source>
        <translation>{0} 没有“{1}”列。它有 {2}：请指定其中之一。</translation>
    </message>
    <message>
        <source>{0} has no label column: it has {1}. Its first row must name the columns; say which has the labels (--label-column).</source>
        <translation>{0} 没有标签列：它有 {1}。第一行必须是列名；请指明哪一列是标签（“标签列”，--label-column）。</translation>
    </message>
    <message>
        <source>{0} has no mask token, so it cannot learn to fill masks. {1}</source>
        <translation>{0} 没有掩码词元，无法学习填充掩码。{1}</translation>
    </message>
    <message>
        <source>{0} has no sentence that {1} can read.{2}</source>
        <translation>{0} 中没有 {1} 能读的句子。{2}</translation>
    </message>
    <message>
        <source>{0} has no text column: it has {1}. Its first row must name the columns; say which has the texts (--text-column).</source>
        <translation>{0} 没有文本列：它有 {1}。第一行必须是列名；请指明哪一列是文本（“文本列”，--text-column）。</translation>
    </message>
    <message>
        <source>{0} has no usable row. Choose another file.</source>
        <translation>{0} 没有可用的行。请选择其他文件。</translation>
    </message>
    <message>
        <source>{0} has no {1} attention to survey. Choose {2}.</source>
        <translation>{0} 没有可统计的 {1} 注意力。请选择 {2}。</translation>
    </message>
    <message>
        <source>{0} has one usable row. A search needs some hundred; add some.</source>
        <translation>{0} 只有一行可用。一次搜索需要几百行，请添加。</translation>
    </message>
    <message>
        <source>{0} has {1} columns with the name “{2}”. Give each a name of its own.</source>
        <translation>{0} 有 {1} 列都叫“{2}”。请给每一列不同的名称。</translation>
    </message>
    <message>
        <source>{0} holds a finished survey. Remove it, or name another.</source>
        <translation>{0} 中有已完成的语料统计。请删除它，或指定其他文件夹。</translation>
    </message>
    <message>
        <source>{0} holds a part of another survey: {1}. Ask for the same again, name another folder, or remove this one.</source>
        <translation>{0} 中有另一个语料统计的一部分：{1}。请再次开始同样的统计、指定其他文件夹，或删除它。</translation>
    </message>
    <message>
        <source>{0} holds a search already. Go on with it by --resume, or choose another folder.</source>
        <translation>{0} 中已有一个搜索。请继续它（--resume），或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} holds no search that could be stopped.</source>
        <translation>{0} 中没有可以停止的搜索。</translation>
    </message>
    <message>
        <source>{0} holds no search to resume. Leave out --resume to start one.</source>
        <translation>{0} 中没有可继续的搜索。去掉 --resume 可新建一个。</translation>
    </message>
    <message>
        <source>{0} holds no search. Choose a folder in which one was started.</source>
        <translation>{0} 中没有搜索。请选择曾经开始过搜索的文件夹。</translation>
    </message>
    <message>
        <source>{0} holds too many folders of this minute. Choose another one.</source>
        <translation>{0} 中这一分钟的文件夹太多。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} is a file, not a folder. Choose another folder.</source>
        <translation>{0} 是文件，不是文件夹。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} is a file. Choose the folder that it lies in.</source>
        <translation>{0} 是文件。请选择它所在的文件夹。</translation>
    </message>
    <message>
        <source>{0} is a file. Name a folder for the survey.</source>
        <translation>{0} 是文件。请为语料统计指定文件夹。</translation>
    </message>
    <message>
        <source>{0} is a folder. Give a file name in it.</source>
        <translation>{0} 是文件夹。请给出其中的文件名。</translation>
    </message>
    <message>
        <source>{0} is a folder. Name a file of texts in it.</source>
        <translation>{0} 是文件夹。请指定其中的一个文本文件。</translation>
    </message>
    <message>
        <source>{0} is a folder. Name one file of sentences.</source>
        <translation>{0} 是文件夹。请指定一个句子文件。</translation>
    </message>
    <message>
        <source>{0} is an encoder–decoder: it writes a text of its own and fills no masks in the one that it reads. {1}</source>
        <translation>{0} 是编码器–解码器：它自己写文本，不在所读文本中填充掩码。{1}</translation>
    </message>
    <message>
        <source>{0} is damaged ({1}), so nobody knows what survey the parts beside it are of. Remove {2} to start anew.</source>
        <translation>{0} 已损坏（{1}），无从知道旁边的部分属于哪个语料统计。请删除 {2} 后重新开始。</translation>
    </message>
    <message>
        <source>{0} is damaged ({1}). Remove it and start again: this part alone is measured anew.</source>
        <translation>{0} 已损坏（{1}）。请删除它并重新开始：只有这一部分会重新测量。</translation>
    </message>
    <message>
        <source>{0} is empty, or no column has a name. Choose another file.</source>
        <translation>{0} 是空的，或者没有列名。请选择其他文件。</translation>
    </message>
    <message>
        <source>{0} is empty. Choose a corpus with a sentence a line.</source>
        <translation>{0} 是空的。请选择每行一句的语料。</translation>
    </message>
    <message>
        <source>{0} is empty. Choose another file.</source>
        <translation>{0} 是空的。请选择其他文件。</translation>
    </message>
    <message>
        <source>{0} is no TOML: {1}.</source>
        <translation>{0} 不是 TOML：{1}。</translation>
    </message>
    <message>
        <source>{0} is no file. Name a file of texts.</source>
        <translation>{0} 不是文件。请指定一个文本文件。</translation>
    </message>
    <message>
        <source>{0} is none of {1}. Rename or convert it.</source>
        <translation>{0} 不是 {1} 之一。请重命名或转换它。</translation>
    </message>
    <message>
        <source>{0} is not a Parquet file that can be read: {1}.</source>
        <translation>{0} 不是可读取的 Parquet 文件：{1}。</translation>
    </message>
    <message>
        <source>{0} is not a regular file. Choose another name.</source>
        <translation>{0} 不是普通文件。请选择其他名称。</translation>
    </message>
    <message>
        <source>{0} is not in UTF-8: it has zero bytes, as UTF-16 has. If it is text, save it as UTF-8, or name its encoding, perhaps utf-16-{1} (--encoding).</source>
        <translation>{0} 不是 UTF-8：它含有零字节，像 UTF-16 那样。如果它是文本，请另存为 UTF-8，或指明其编码，可能是 utf-16-{1}（“编码”，--encoding）。</translation>
    </message>
    <message>
        <source>{0} is not in {1} ({2}). Save it as UTF-8, or name its encoding, such as latin-1 or gb18030 (--encoding).</source>
        <translation>{0} 不是 {1} 编码（{2}）。请另存为 UTF-8，或指明其编码，例如 latin-1 或 gb18030（“编码”，--encoding）。</translation>
    </message>
    <message>
        <source>{0} is not what the search began with, so its trials could not be compared. Restore it, or start a search in another folder.</source>
        <translation>{0} 与搜索开始时不同，试验之间无法比较。请恢复它，或在其他文件夹中开始搜索。</translation>
    </message>
    <message>
        <source>{0} is of the family “{1}”, of which the library has no model that classifies texts. Choose another base model.</source>
        <translation>{0} 属于“{1}”系列，库中没有这一系列的文本分类模型。请选择其他基础模型。</translation>
    </message>
    <message>
        <source>{0} is of the family “{1}”, of which the library has no model that fills masks. {2}</source>
        <translation>{0} 属于“{1}”系列，库中没有这一系列的填充掩码模型。{2}</translation>
    </message>
    <message>
        <source>{0} is plain text, which has no labels. Give a CSV, TSV or JSONL with a label column, or choose to fill masks (--task masked).</source>
        <translation>{0} 是纯文本，没有标签。请提供带标签列的 CSV、TSV 或 JSONL 文件，或选择“填充掩码”任务（--task masked）。</translation>
    </message>
    <message>
        <source>{0} is write-protected. Choose another name.</source>
        <translation>{0} 是只读的。请选择其他名称。</translation>
    </message>
    <message>
        <source>{0} is written in {1}. Save it as UTF-8.</source>
        <translation>{0} 的编码是 {1}。请另存为 UTF-8。</translation>
    </message>
    <message>
        <source>{0} more than one label (the first in line {1}): what is held out of them is not learnt under another label.</source>
        <translation>{0}不止一个标签（首个在第 {1} 行）：其中留出的不会以其他标签学习。</translation>
    </message>
    <message>
        <source>{0} reads {1} tokens at most: longer texts are cut there, also with a maximum length of {2}.</source>
        <translation>{0} 至多读 {1} 个词元：更长的文本会在此截断，即使最大长度为 {2}。</translation>
    </message>
    <message>
        <source>{0} rows were</source>
        <translation>{0} 行</translation>
    </message>
    <message>
        <source>{0} rows {1} were left out (the first in line {2}).</source>
        <translation>略去 {0} 行：{1}（首个在第 {2} 行）。</translation>
    </message>
    <message>
        <source>{0} tells of no survey: {1}. Start it anew.</source>
        <translation>{0} 中没有语料统计：{1}。请重新开始。</translation>
    </message>
    <message>
        <source>{0} texts have</source>
        <translation>{0} 段文本有</translation>
    </message>
    <message>
        <source>{0} tokens take about {1} GiB of memory beside the model, and {2} has {3} GiB free. Shorten the text to about {4} tokens, or {5}.</source>
        <translation>{0} 个词元在模型之外还需约 {1} GiB 内存，而 {2} 只有 {3} GiB 空闲。请把文本缩短到约 {4} 个词元，或{5}。</translation>
    </message>
    <message>
        <source>{0} tokens; this model reads {1}. Remove about {2} tokens, or cut the text to fit.</source>
        <translation>{0} 个词元；此模型只读 {1} 个。请删去约 {2} 个词元，或截断文本。</translation>
    </message>
    <message>
        <source>{0} {1} could not be read ({2}).</source>
        <translation>有 {0} 行无法读取（{2}）。</translation>
    </message>
    <message>
        <source>{0}: {1} left out, since the label {2} is in the held-out part only and cannot be learnt.</source>
        <translation>{0}：略去 {1}，因为标签 {2} 只出现在留出部分，无法学到。</translation>
    </message>
    <message>
        <source>{0}: {1} left out, since the other file has the same, and what was learnt cannot be a test.</source>
        <translation>{0}：略去 {1}，因为另一个文件中也有，学过的内容不能用来测试。</translation>
    </message>
    <message>
        <source>“space” is no table. Write [space], and a parameter on each line below.</source>
        <translation>“space”不是表。请写 [space]，并在下面每行写一个参数。</translation>
    </message>
    <message>
        <source>“{0}” has names, no numbers. Give a list of {1}.</source>
        <translation>“{0}”的值是名称，不是数字。请从 {1} 中列举。</translation>
    </message>
    <message>
        <source>“{0}” has no values from {1} to {2}.</source>
        <translation>“{0}”从 {1} 到 {2} 没有值。</translation>
    </message>
    <message>
        <source>“{0}” has no values. Give at least one, as {1}.</source>
        <translation>“{0}”没有值。请至少填写一个，例如 {1}。</translation>
    </message>
    <message>
        <source>“{0}” is no address of a Ray cluster. Give ray://HOST:PORT, HOST:PORT or auto.</source>
        <translation>“{0}”不是 Ray 集群的地址。请填写 ray://HOST:PORT、HOST:PORT 或 auto。</translation>
    </message>
    <message>
        <source>“{0}” is no name on the hub (owner/name), nor its page.</source>
        <translation>“{0}”不是 hub 上的名称（所有者/名称），也不是其网页。</translation>
    </message>
    <message>
        <source>“{0}” is no trial. Give its number, or all.</source>
        <translation>“{0}”不是试验。请给出编号，或 all。</translation>
    </message>
    <message>
        <source>“{0}” is {1}, and must be from {2} to {3}.</source>
        <translation>“{0}”是 {1}，但必须在 {2} 到 {3} 之间。</translation>
    </message>
    <message>
        <source>“{0}” is {1}, and must be {2} or more.</source>
        <translation>“{0}”是 {1}，但不能小于 {2}。</translation>
    </message>
    <message>
        <source>“{0}” is {1}, and must be {2}.</source>
        <translation>“{0}”是 {1}，但必须是{2}。</translation>
    </message>
    <message>
        <source>“{0}” is {1}. It can be {2}.</source>
        <translation>“{0}”是 {1}。它可以是 {2}。</translation>
    </message>
    <message>
        <source>“{0}” needs both ends: {{ from = 1e-5, to = 1e-4, log = true }}.</source>
        <translation>“{0}”需要两端：{{ from = 1e-5, to = 1e-4, log = true }}。</translation>
    </message>
</context>
</TS>
