// AppendWhatIsRead: a PubMed record without the elements that hold neither text nor citations, such as authors.
//
// Flow: RecordItems -> [AppendWhatIsRead] -> XmlRecordParser: half of a record and more need not be parsed, so what
// they hold is not checked either. <ArticleIdList> goes, and an <ArticleId IdType="pubmed"> loses its attribute. An
// element that does not end takes the rest of the record with it, which then is no XML. Pure; linear.
#pragma once
#include <string>
#include <string_view>

namespace linkbert {

void AppendWhatIsRead(std::string_view xml, std::string& read);

}  // namespace linkbert
